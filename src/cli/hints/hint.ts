import type {Reason, Reasons} from '../../errors.ts'

/** What to type or do next, in the words of the command line; undefined where there is nothing to say. */
export type Hint<Name extends Reason> = string | ((data: Reasons[Name]) => string | undefined)

/** The hints of some reasons. A reason that is in none of the tables needs no word of the command line. */
export type Hints = {readonly [Name in Reason]?: Hint<Name>}
