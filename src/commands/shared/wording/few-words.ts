import {GraphError, type MsgrError} from '../../../errors.ts'
import {explainGraphError, meaningBeside} from '../../../platform/graph-errors.ts'

/** In characters: about two lines of the last column of a narrow terminal. */
const MOST = 48
/** A shorter beginning says too little. */
const LEAST = 12

/** A text cut where a part of it ends: before a colon, a semicolon or a comma. A short text stays as it is. */
export function fewWords(text: string): string {
  if (text.length <= MOST) return text
  const ends = [...text.matchAll(/[:;,] /g)].map(({index}) => index)
  const end = ends.filter(index => index >= LEAST && index <= MOST).at(-1)
  return end === undefined ? text : text.slice(0, end)
}

interface Refused {
  readonly code: number | undefined
  readonly subcode?: number | undefined
  readonly said: string
}

/** What a refusal means: `the password behind the token was changed (190/460)`; for an unknown one, what the platform said. */
function meaningOf({code = 0, subcode, said}: Refused): string {
  const meaning = meaningBeside(explainGraphError(code, {subcode, said}), said)
  if (meaning === undefined) return fewWords(said)
  return `${meaning} (${subcode === undefined ? code : `${code}/${subcode}`})`
}

/** Why something failed, in a few words. */
export function failureInFewWords(error: MsgrError): string {
  const [first = ''] = error.message.split('\n')
  if (!(error instanceof GraphError)) return fewWords(first)
  const {graphCode, subcode, said} = error.refusal
  return meaningOf({code: graphCode, subcode, said: said ?? first})
}
