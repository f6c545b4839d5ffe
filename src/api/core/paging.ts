import {CutListError} from '../../errors.ts'
import type {Page, Params, Route} from '../../platform/route.ts'
import {isTooMuchData, sizeOf, withHalf} from './less-data.ts'
import {lackIn} from './needs.ts'
import {nextPage, positionIn, positionOf} from './next-page.ts'

export interface ListReader<Item> {
  /** Names the list in errors, and which parameters belong to its path. */
  readonly route: Route
  /** Those of the caller. They apply to every page. */
  readonly params: Params
  readonly fetchPage: (params: Params) => Promise<Page<Item>>
  /** Gets one line when a list is read differently than it was asked for. */
  readonly note?: ((text: string) => void) | undefined
}

/** A list with so many empty pages in a row has no end. */
const MAX_EMPTY_PAGES = 100

/**
 * Every item of a list, page after page, until a page names no next one; a page without items may still do so. When a
 * page is too much data for the platform, it is asked for with half the limit, and so are those after it.
 * @throws {CutListError} when there is more and no way to ask for it, or when the list goes in circles.
 */
export async function* readPages<Item>(list: ListReader<Item>): AsyncGenerator<Item> {
  const {route, params} = list
  const fetchPage = lessAtATime(list)
  const read = new Set([positionOf({}, params)])
  let next: Params = {}
  let count = 0
  let emptyPages = 0
  const cut = (why: string) =>
    new CutListError(`${route} was cut short after ${count} item${count === 1 ? '' : 's'}: ${why}`, {
      reason: 'listCut',
      data: {read: count},
    })
  for (;;) {
    const {data, paging} = listIn(await fetchPage(next), route)
    yield* data
    count += data.length
    if (paging?.next === undefined) return
    emptyPages = data.length === 0 ? emptyPages + 1 : 0
    if (emptyPages > MAX_EMPTY_PAGES)
      throw cut(`the last ${emptyPages} pages were empty, and there is a next one`)
    const following = nextPage(paging, route, params)
    if (following === undefined) throw cut('the platform did not say how to ask for the next page')
    const position = positionOf(following, params)
    if (read.has(position)) throw cut('the next page is one that was read before')
    read.add(position)
    next = following
  }
}

/**
 * An answer, where it is a list of objects.
 * @throws {CutListError} when it is anything else.
 */
export function listIn<Item>(answer: Page<Item>, route: Route): Page<Item> {
  if (lackIn(answer, ['data[]']) === undefined) return answer
  throw new CutListError(`${route} was not answered with a list`, {reason: 'notAList'})
}

/** Reads pages with the limit that the platform last had an answer for. */
function lessAtATime<Item>({route, params, fetchPage, note}: ListReader<Item>) {
  let own = params
  return async (next: Params): Promise<Page<Item>> => {
    for (;;) {
      try {
        // A position of ours gives way to that of the next page.
        return await fetchPage({...next, ...own, ...positionIn(next)})
      } catch (error) {
        const smaller = (await isTooMuchData(error)) ? withHalf(own) : undefined
        if (smaller === undefined) throw error
        own = smaller
        note?.(`${route} was too much data for the platform; asking again for ${sizeOf(own)}`)
      }
    }
  }
}

/** The items of a list as an array, at most so many; no page is asked for beyond them. */
export async function collect<Item>(
  items: AsyncIterable<Item>,
  most = Number.POSITIVE_INFINITY,
): Promise<Item[]> {
  const collected: Item[] = []
  if (most <= 0) return collected
  for await (const item of items) {
    collected.push(item)
    if (collected.length >= most) break
  }
  return collected
}
