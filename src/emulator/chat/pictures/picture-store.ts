import {createHash} from 'node:crypto'
import type {FetchedPicture} from '../panel-types.ts'
import {type FetchLimits, fetchLimits, fetchPicture, NoPicture, type Picture} from './fetch-picture.ts'

/** Pictures that bots sent by their URLs, fetched when the chat page shows them. */
export interface PictureStore {
  readonly fetch: (url: string) => Promise<FetchedPicture>
  /** A fetched picture; undefined once it made room for others. */
  readonly read: (file: string) => Picture | undefined
}

/** In memory, the oldest make room for new ones. */
const MOST_BYTES = 64 * 1024 * 1024
/** How long an outcome is given again without another request: a page draws one picture often. */
const FRESH_MS = 5_000
const MOST_OUTCOMES = 500

interface Outcome {
  readonly sinceMs: number
  readonly picture: Promise<FetchedPicture>
}

/** @param options `others`: whether pictures of hosts other than this machine are fetched. */
export function createPictureStore(
  options: Pick<FetchLimits, 'others'> & Partial<FetchLimits>,
): PictureStore {
  const limits = {...fetchLimits, ...options}
  const kept = new Map<string, Picture>()
  const outcomes = new Map<string, Outcome>()
  let bytes = 0

  const keep = (picture: Picture): string => {
    const [, type = ''] = picture.contentType.split('/')
    const file = `${createHash('sha256').update(picture.bytes).digest('hex').slice(0, 32)}.${type}`
    if (!kept.has(file)) bytes += picture.bytes.length
    kept.set(file, picture)
    for (const [name, old] of kept) {
      if (bytes <= MOST_BYTES || name === file) break
      kept.delete(name)
      bytes -= old.bytes.length
    }
    return `/_msgr/picture/${file}`
  }

  const load = async (url: string): Promise<FetchedPicture> => {
    try {
      return {path: keep(await fetchPicture(url, limits))}
    } catch (error) {
      if (!(error instanceof NoPicture)) throw error
      return {refusal: {reason: error.reason, text: error.message}}
    }
  }

  return {
    fetch: url => {
      const known = outcomes.get(url)
      if (known !== undefined && performance.now() - known.sinceMs < FRESH_MS) return known.picture
      const picture = load(url)
      outcomes.delete(url)
      outcomes.set(url, {sinceMs: performance.now(), picture})
      if (outcomes.size > MOST_OUTCOMES) outcomes.delete(outcomes.keys().next().value ?? '')
      return picture
    },
    read: file => kept.get(file),
  }
}
