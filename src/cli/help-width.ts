import type {Outside} from './outside.ts'

/** In columns, where nobody says how wide the screen is. */
export const USUAL_WIDTH = 80

/** How wide help is. In a pipe it is for a file or a pager, not for the terminal that msgr happens to be started from. */
export const helpWidth = ({terminals, columns}: Pick<Outside, 'terminals' | 'columns'>): number =>
  terminals.stdout ? columns : USUAL_WIDTH
