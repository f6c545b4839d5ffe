import type {Fault} from '../errors.ts'

/** What kind of fault it is, for programs. Paths and messages are for people. */
export type Rule =
  | 'missing'
  | 'type'
  | 'unknown-key'
  | 'unknown-value'
  | 'length'
  | 'count'
  | 'range'
  | 'empty'
  | 'format'
  | 'choice'
  | 'default-locale'
  | 'duplicate-locale'
  | 'locale'
  | 'ended'
  | 'ending'
  | 'unclear'
  | 'get-started'
  | 'whitelist'
  | 'old-name'
  | 'title-url'
  | 'duplicate'
  | 'hidden'
  | 'message-and-action'
  | 'message-missing'
  | 'tag-missing'
  | 'tag-unused'
  | 'tag-template'
  | 'utility-template'
  | 'beginning'
  | 'media-source'
  | 'media-url'
  | 'not-public'
  | 'unfilled'
  | 'placeholder'
  | 'example'
  | 'word-ratio'

export interface RuleFault extends Fault {
  readonly rule: Rule
  /** The path as a list: names and zero-based positions. */
  readonly segments: readonly (string | number)[]
  /** What was found there, where that matters. */
  readonly value?: unknown
  /** The most or the fewest allowed, for `length`, `count` and `range`. */
  readonly limit?: number | undefined
  /** The values known there, for `unknown-value`. */
  readonly allowed?: readonly string[]
  /** What it most likely means, for `unknown-key` and `unknown-value`; undefined when it resembles nothing known. */
  readonly meant?: string
  /** The JSON types known there, for `type`. */
  readonly expected?: readonly string[]
}
