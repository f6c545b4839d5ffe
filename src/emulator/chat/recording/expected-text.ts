/** `/hours|open/i` is a pattern between slashes, followed by its flags. Any other text is an exact text. */
export const patternForm = /^\/(.+)\/([imsu]*)$/s

/** An expectation of the exact text: a text that looks like a pattern becomes a pattern that matches only itself. */
export function toExpected(text: string): string {
  return isPatternForm(text) ? `/^${text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}$/` : text
}

/** Whether a text is written between slashes. */
export const isPatternForm = (text: string): boolean => patternForm.test(text)
