import {GraphError, NetworkError} from '../../errors.ts'
import type {Page, Params, Route} from '../../platform/route.ts'
import type {BatchResult, GraphClient} from './graph-client.ts'
import {isTooMuchData, withHalf} from './less-data.ts'
import type {CallOptions} from './options.ts'
import {collect, listIn} from './paging.ts'

/** A list that is asked for. */
export interface Lookup {
  readonly route: Route
  readonly params: Params
}

/**
 * Many whole lists, 50 to a call, as one result each, in order. Only those that go on, or are too much data for the
 * platform, are asked for singly.
 * @throws {CutListError} when the platform does not give a list whole.
 */
export async function listAll<Item>(
  graph: GraphClient,
  lookups: readonly Lookup[],
  call?: CallOptions,
): Promise<readonly BatchResult<readonly Item[]>[]> {
  const results = await graph.batch<Page<Item>>(lookups, call)
  const whole: BatchResult<readonly Item[]>[] = []
  for (const [index, result] of results.entries()) {
    const lookup = lookups[index]
    if (lookup !== undefined) whole.push(await completed(graph, lookup, result, call))
  }
  return whole
}

async function completed<Item>(
  graph: GraphClient,
  {route, params}: Lookup,
  result: BatchResult<Page<Item>>,
  call: CallOptions | undefined,
): Promise<BatchResult<readonly Item[]>> {
  const singly = async (asked: Params): Promise<BatchResult<readonly Item[]>> => {
    try {
      return {kind: 'done', answer: await collect(graph.pages<Item>(route, asked, call))}
    } catch (error) {
      if (error instanceof GraphError || error instanceof NetworkError) return {kind: 'failed', error}
      throw error
    }
  }
  if (result.kind === 'done') {
    const {data, paging} = listIn(result.answer, route)
    return paging?.next === undefined ? {kind: 'done', answer: data} : singly(params)
  }
  const isTooMuch = result.kind === 'failed' && (await isTooMuchData(result.error))
  const smaller = isTooMuch ? withHalf(params) : undefined
  return smaller === undefined ? result : singly(smaller)
}
