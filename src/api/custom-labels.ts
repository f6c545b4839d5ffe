import {type CustomLabel, customLabelsRoutes as routes} from '../platform/custom-labels.ts'
import type {LabelId, Psid} from '../platform/ids.ts'
import type {BatchResult, GraphClient, Success} from './core/graph-client.ts'

const fields = 'id,page_label_name'

export const customLabels = (graph: GraphClient) => ({
  /** Every label of the Page; further pages are fetched only as they are read. */
  list: (options: {readonly limit?: number} = {}) =>
    graph.pages<CustomLabel>(routes.list, {fields, limit: options.limit}),

  get: (label: LabelId) => graph.request<CustomLabel>(routes.get, {label_id: label, fields}),

  /** @throws {GraphError} if the Page already has a label of that name. */
  create: async (name: string): Promise<{readonly id: LabelId}> => {
    const {id} = await graph.request<{id: string | number}>(routes.create, {page_label_name: name})
    return {id: String(id) as LabelId}
  },

  delete: (label: LabelId) => graph.request<Success>(routes.delete, {label_id: label}),

  /** Puts one person under a label. Doing so twice is harmless. */
  assign: (label: LabelId, psid: Psid) =>
    graph.request<Success>(routes.assign, {label_id: label, user: psid}),

  unassign: (label: LabelId, psid: Psid) =>
    graph.request<Success>(routes.unassign, {label_id: label, user: psid}),

  /** Puts many people under a label, 50 to a call; one result for each, in order. */
  assignAll: (label: LabelId, psids: readonly Psid[]): Promise<readonly BatchResult<Success>[]> =>
    graph.batch<Success>(psids.map(user => ({route: routes.assign, params: {label_id: label, user}}))),

  unassignAll: (label: LabelId, psids: readonly Psid[]): Promise<readonly BatchResult<Success>[]> =>
    graph.batch<Success>(psids.map(user => ({route: routes.unassign, params: {label_id: label, user}}))),

  /** The labels of one person. */
  of: (psid: Psid) => graph.pages<CustomLabel>(routes.of, {psid, fields}),
})
