import type {Page, Params, Route} from '../../platform/route.ts'
import type {BatchResult, GraphClient} from './graph-client.ts'
import type {CallOptions} from './options.ts'
import {collect} from './paging.ts'

/** A list that is asked for. */
export interface Lookup {
  readonly route: Route
  readonly params: Params
}

/** Many whole lists, 50 to a call, as one result each, in order. Only of those that go on the rest is asked for singly. */
export async function listAll<Item>(
  graph: GraphClient,
  lookups: readonly Lookup[],
  call?: CallOptions,
): Promise<readonly BatchResult<readonly Item[]>[]> {
  const results = await graph.batch<Page<Item>>(lookups, call)
  const whole: BatchResult<readonly Item[]>[] = []
  for (const [index, result] of results.entries()) {
    const lookup = lookups[index]
    const isCut = result.kind === 'done' && result.answer.paging?.next !== undefined
    if (result.kind !== 'done') whole.push(result)
    else if (isCut && lookup !== undefined) {
      const items = await collect(graph.pages<Item>(lookup.route, lookup.params, call))
      whole.push({kind: 'done', answer: items})
    } else whole.push({kind: 'done', answer: result.answer.data})
  }
  return whole
}
