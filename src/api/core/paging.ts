import type {Page} from '../../platform/route.ts'

/**
 * Every item of a list, page after page, until a page names no next one; a page without items may still do so.
 * The next page is asked for by its cursor, never by the URL of the answer: that holds a token, and any host.
 */
export async function* readPages<Item>(
  fetchPage: (after: string | undefined) => Promise<Page<Item>>,
  warn: ((text: string) => void) | undefined,
): AsyncGenerator<Item> {
  let after: string | undefined
  for (;;) {
    const {data, paging} = await fetchPage(after)
    yield* data
    if (paging?.next === undefined) return
    const cursor = paging.cursors?.after
    if (cursor === undefined || cursor === after) {
      warn?.('The list goes on, but the platform gave no way to ask for the rest: it is cut off here')
      return
    }
    after = cursor
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
