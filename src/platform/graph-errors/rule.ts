import type {RefusalKind, RefusalReason} from '../../errors.ts'

/**
 * What becomes of a message when a send is answered with this error:
 * - `in-doubt`: it may have been delivered; never send it again without being asked
 * - `throttled`: not sent; send it again after waiting
 * - `not-yet`: not sent, and nothing will be for a while: the campaign is still being prepared. Wait or pause; nobody has failed
 * - `skip`: not sent, and not for this person; go on with the next
 * - `fail`: not sent, refused; go on with the next
 * - `stop`: not sent, and nothing else will be; end the run
 */
export type SendClass = 'in-doubt' | 'throttled' | 'not-yet' | 'skip' | 'fail' | 'stop'

/**
 * Where a rule comes from: a page of Meta's, the generated Business SDK, a program that is in use and says so, or a conclusion that nobody
 * has confirmed.
 */
export type Certainty = 'documented' | 'sdk' | 'integration' | 'inferred'

/** A code, or the first and last of a range. */
export type ErrorCode = number | readonly [first: number, last: number]

/** One line of the table. With a subcode or a sentence it is only for errors that have one of them. */
export interface GraphErrorRule {
  readonly code: ErrorCode
  readonly subcode?: number | readonly number[]
  /**
   * What the platform's sentence contains, in plain lower case, of errors to which it gives no subcode. The longest of
   * all that fit decides.
   */
  readonly says?: string | readonly string[]
  /** Its sentence decides whatever the subcode is: the platform sends it with some that say less. */
  readonly outweighsSubcode?: true
  /** Only for calls of this edge, such as `messenger_profile`. */
  readonly edge?: string
  readonly kind: RefusalKind
  /** The same for programs, closer than its kind. */
  readonly reason: RefusalReason
  readonly onSend: SendClass
  readonly meaning: string
  /** What to do about it wherever the call was made; what the command line has to say is in its own table, by the reason. */
  readonly hint?: string
  /** The Page does not know this person: many of them in a row are a list of another Page. */
  readonly isUnknownPerson?: true
  /** With `skip`: whether the person cannot be written to later either. */
  readonly isPermanent?: true
  /** How the Page lost the person: they blocked it or left Messenger, or they stopped its notifications. */
  readonly lostBy?: 'blocked' | 'optedOut'
  /** How sure the rule is; default `documented`. */
  readonly certainty?: Certainty
  /** How long the limit lasts when the platform does not say, in milliseconds. */
  readonly waitMs?: number
}

type Shared = Pick<GraphErrorRule, 'kind' | 'onSend' | 'reason'>

/** Rules that have their kind, class and reason in common, where they name no other. */
export const group = (
  shared: Shared,
  rows: readonly (Omit<GraphErrorRule, keyof Shared> & Partial<Shared>)[],
): readonly GraphErrorRule[] => rows.map(row => ({...shared, ...row}))
