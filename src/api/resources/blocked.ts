import {type BlockedPerson, blockedRoutes as routes} from '../../platform/blocked.ts'
import type {Asid, Psid} from '../../platform/ids.ts'
import type {GraphClient} from '../core/graph-client.ts'

/** People by the ids of either kind; at least one. */
export interface PeopleToBan {
  readonly psids?: readonly Psid[]
  readonly asids?: readonly Asid[]
}

/** The people who are banned from the Page. None of them needs a conversation with it. */
export const blocked = (graph: GraphClient) => ({
  /** @param options.limit people per call. */
  list: ({limit}: {readonly limit?: number} = {}) =>
    graph.pages<BlockedPerson>(routes.list, {limit}, {needs: ['data[].id']}),

  /** Bans people. The answer has whether it was done, by id. */
  add: ({psids, asids}: PeopleToBan) =>
    graph.request<Readonly<Record<string, boolean>>>(routes.add, {psid: psids, asid: asids}),

  /** Lifts the ban of one person. */
  remove: (person: {readonly psid: Psid} | {readonly asid: Asid}) => graph.done(routes.remove, {...person}),
})
