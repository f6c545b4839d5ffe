import type {Hints} from './hint.ts'

/** Lists of people, runs and their files. */
export const bulkHints = {} as const satisfies Hints
