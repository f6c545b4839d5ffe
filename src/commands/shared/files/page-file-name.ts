/** The Page file that is read when none is named. */
export const PAGE_FILE = 'page.yaml'
