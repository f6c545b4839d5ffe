import type {TimeZone} from '../system/time-zone.ts'
import type {FileColumn} from './file-columns.ts'
import type {IdColumns} from './id-column.ts'
import type {Fields} from './personal-text.ts'

/** The place of a row: its line number, or a name where there are no lines. */
export type Place = number | string

/** One person as a source names them, before any check. */
export interface RecipientRow {
  /** As written in the source; it is checked later. */
  readonly psid: string
  readonly fields: Fields
  /** The subscription token that a marketing message is sent to. Then `psid` may be another name of the person. */
  readonly token?: string | undefined
  /**
   * Names that several columns have. They are not among the fields, because it is not clear which column a
   * message means.
   */
  readonly ambiguous?: readonly string[] | undefined
  /** The columns of the file that have a field, in its order, without the column of ids. */
  readonly columns?: readonly FileColumn[] | undefined
  readonly place: Place
  /** Why this person is left out, if that is already known. */
  readonly skip?: {readonly reason: string; readonly detail: string} | undefined
  /** Time until which a message may be sent, in milliseconds since 1970; undefined if unknown. */
  readonly until?: number | undefined
  /** The person's time zone, where people have their own hours. */
  readonly zone?: TimeZone | undefined
}

/** The file to read, and how to find the ids in it. */
export interface RowSource {
  /** The name that a person gave; undefined is standard input. */
  readonly file: string | undefined
  /** Default: the columns of people. */
  readonly columns?: IdColumns | undefined
  /** The value of `--psid-column`. */
  readonly given?: string | undefined
  /** Receives the name of the column if the choice was not certain. */
  readonly onGuess?: ((column: string) => void) | undefined
  /** Whether rows that are hidden in a workbook count: in a list of people who get nothing. Default false. */
  readonly readsHidden?: boolean | undefined
  /** Receives the number of hidden rows that were left out, if there are any. */
  readonly onHidden?: ((rows: number) => void) | undefined
}
