import type {Refusal, RefusalKind, RefusalReason} from '../errors.ts'
import {pages, permissions, tokens} from './graph-errors/access.ts'
import {calls, doubtful, limits, tooMuch} from './graph-errors/calls.ts'
import {people} from './graph-errors/people.ts'

/**
 * What becomes of a message when a send is answered with this error:
 * - `in-doubt`: it may have been delivered; never send it again without being asked
 * - `throttled`: not sent; send it again after waiting
 * - `skip`: not sent, and not for this person; go on with the next
 * - `fail`: not sent, refused; go on with the next
 * - `stop`: not sent, and nothing else will be; end the run
 */
export type SendClass = 'in-doubt' | 'throttled' | 'skip' | 'fail' | 'stop'

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
  /** How long the limit lasts when the platform does not say, in milliseconds. */
  readonly waitMs?: number
}

/** What is known of an error beside its code. */
export interface GraphErrorFacts {
  readonly subcode?: number | undefined
  /** The sentence of the platform. */
  readonly said?: string | undefined
  /** The call, such as `POST /me/messenger_profile`. */
  readonly route?: string | undefined
}

/**
 * The errors msgr knows more about than their text.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/error-codes
 */
export const graphErrorRules: readonly GraphErrorRule[] = [
  ...doubtful,
  ...tooMuch,
  ...tokens,
  ...permissions,
  ...limits,
  ...people,
  ...pages,
  ...calls,
]

const unknownError: GraphErrorRule = {
  code: 0,
  kind: 'refused',
  reason: 'requestRefused',
  onSend: 'fail',
  meaning: 'refused',
}

/** Whether the table has more to say about an error than the platform. */
export const isKnownError = (rule: GraphErrorRule): boolean => rule !== unknownError

/**
 * The most specific rule for an error: a sentence that outweighs any subcode, its subcode under its code, then a subcode that means the same under every code
 * (the reference prints some of them as codes), then what its sentence says, then its code on this edge, then its code,
 * then the range of its code. Never decided by HTTP status.
 */
export function explainGraphError(
  code: number,
  {subcode, said = '', route = ''}: GraphErrorFacts = {},
): GraphErrorRule {
  const edge = route.split('/').at(-1)
  const ofEdge = graphErrorRules.filter(rule => rule.edge === undefined || rule.edge === edge)
  const ofCode = ofEdge.filter(rule => covers(rule.code, code))
  const bare = ofCode.filter(rule => rule.subcode === undefined && rule.says === undefined)
  const decisive = ofCode.filter(rule => rule.outweighsSubcode === true)
  return (
    bySentence(decisive, plain(said)) ??
    ofCode.find(rule => subcode !== undefined && listed(rule.subcode).includes(subcode)) ??
    ofEdge.find(rule =>
      listed(rule.subcode).some(known => known >= 1_000_000 && (known === subcode || known === code)),
    ) ??
    bySentence(ofCode, plain(said)) ??
    bare.find(rule => rule.edge !== undefined) ??
    bare.find(rule => rule.code === code) ??
    bare[0] ??
    unknownError
  )
}

/** The rule for what the platform answered; undefined when that had no error object with a code. */
export function explainRefusal(
  refusal: Pick<Refusal, 'graphCode' | 'subcode' | 'said' | 'route'>,
): GraphErrorRule | undefined {
  const {graphCode, ...facts} = refusal
  return graphCode === undefined ? undefined : explainGraphError(graphCode, facts)
}

function bySentence(rules: readonly GraphErrorRule[], sentence: string): GraphErrorRule | undefined {
  const fits = rules.flatMap(rule =>
    listed(rule.says).flatMap(says => (sentence.includes(says) ? [{rule, length: says.length}] : [])),
  )
  return fits.sort((one, other) => other.length - one.length)[0]?.rule
}

const listed = <Item>(given: Item | readonly Item[] | undefined): readonly Item[] =>
  given === undefined ? [] : Array.isArray(given) ? given : [given as Item]

const covers = (known: ErrorCode, code: number) =>
  typeof known === 'number' ? known === code : known[0] <= code && code <= known[1]

/** A sentence without what differs between two tellings of it: case, the kind of apostrophe, blanks. */
const plain = (sentence: string) =>
  sentence
    .toLowerCase()
    .replaceAll(/[\u2018\u2019\u02bc\u00b4`]/g, "'")
    .replaceAll(/\s+/g, ' ')
