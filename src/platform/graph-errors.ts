import type {Refusal} from '../errors.ts'
import {pages, permissions, tokens} from './graph-errors/access.ts'
import {calls, doubtful, limits, tooMuch} from './graph-errors/calls.ts'
import {marketing} from './graph-errors/marketing.ts'
import {people} from './graph-errors/people.ts'
import type {ErrorCode, GraphErrorRule} from './graph-errors/rule.ts'

export type {GraphErrorRule, SendClass} from './graph-errors/rule.ts'

/** What is known of an error beside its code. */
export interface GraphErrorFacts {
  readonly subcode?: number | undefined
  /** The sentence of the platform. */
  readonly said?: string | undefined
  /** The call, such as `POST /me/messenger_profile`. */
  readonly route?: string | undefined
}

/** Made when the first error is explained: most commands have none. */
let known: readonly GraphErrorRule[] | undefined

/**
 * The errors msgr knows more about than their text.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/error-codes
 */
export const graphErrorRules = (): readonly GraphErrorRule[] => {
  known ??= [
    ...doubtful(),
    ...tooMuch(),
    ...tokens(),
    ...permissions(),
    ...limits(),
    ...people(),
    ...marketing(),
    ...pages(),
    ...calls(),
  ]
  return known
}

const unknownError: GraphErrorRule = {
  code: 0,
  kind: 'refused',
  reason: 'requestRefused',
  onSend: 'fail',
  meaning: 'refused',
}

/** Whether the table has more to say about an error than the platform. */
export const isKnownError = (rule: GraphErrorRule): boolean => rule !== unknownError

/** What an error means, unless the sentence of the platform says it already. */
export const meaningBeside = (rule: GraphErrorRule, said: string): string | undefined =>
  isKnownError(rule) && !said.includes(rule.meaning) ? rule.meaning : undefined

/**
 * The most specific rule for an error: a sentence that outweighs any subcode, its subcode under its code, then a number that means the same
 * as a subcode under every code and as a code (the reference prints some of them as codes), then what its sentence says, then its code on this edge, then its code,
 * then the range of its code. Never decided by HTTP status.
 */
export function explainGraphError(
  code: number,
  {subcode, said = '', route = ''}: GraphErrorFacts = {},
): GraphErrorRule {
  const edge = route.split('/').at(-1)
  const ofEdge = graphErrorRules().filter(rule => rule.edge === undefined || rule.edge === edge)
  const ofCode = ofEdge.filter(rule => covers(rule.code, code))
  const bare = ofCode.filter(isBare)
  const decisive = ofCode.filter(rule => rule.outweighsSubcode === true)
  return (
    bySentence(decisive, plain(said)) ??
    ofCode.find(rule => subcode !== undefined && listed(rule.subcode).includes(subcode)) ??
    ofEdge.find(rule =>
      listed(rule.subcode).some(known => isGlobal(known) && (known === subcode || known === code)),
    ) ??
    ofEdge.find(rule => isBare(rule) && isGlobal(subcode) && covers(rule.code, subcode)) ??
    bySentence(ofCode, plain(said)) ??
    bare.find(rule => rule.edge !== undefined) ??
    bare.find(rule => rule.code === code) ??
    bare[0] ??
    unknownError
  )
}

const isBare = ({subcode, says}: GraphErrorRule) => subcode === undefined && says === undefined

/** Numbers from a million on mean the same wherever they stand. */
const isGlobal = (number: number | undefined): number is number => number !== undefined && number >= 1_000_000

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
