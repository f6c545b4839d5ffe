import {
  type CustomLabel,
  hadFormerName,
  labelNameField,
  customLabelsRoutes as routes,
} from '../../platform/custom-labels.ts'
import type {LabelId, Psid} from '../../platform/ids.ts'
import type {BatchResult, GraphClient, Success} from '../core/graph-client.ts'
import {listAll} from '../core/list-all.ts'
import {type Needs, saysDone} from '../core/needs.ts'

/** A label as old versions write it, and others: with one name or the other. */
interface NamedLabel {
  readonly id: LabelId
  readonly name?: string
  readonly page_label_name?: string
}

const namedLabel: Needs = ['id', 'page_label_name|name']
const namedLabels: Needs = ['data[].id', 'data[].page_label_name|data[].name']

/** Puts a person under a label, or takes them from under it. */
export interface LabelChange {
  readonly act: 'assign' | 'unassign'
  readonly labelId: LabelId
  readonly psid: Psid
}

/** What the platform that a client asks calls the name of a label. */
export async function labelNameFieldAt(graph: GraphClient): Promise<ReturnType<typeof labelNameField>> {
  const version = await graph.version()
  return hadFormerName(version) ? labelNameField(version, await graph.today()) : 'page_label_name'
}

export const customLabels = (graph: GraphClient) => {
  const nameField = () => labelNameFieldAt(graph)
  const fields = async () => `id,${await nameField()}`
  return {
    /** Every label of the Page; further pages are fetched only as they are read. */
    list: async function* (options: {readonly limit?: number} = {}): AsyncGenerator<CustomLabel> {
      const params = {fields: await fields(), limit: options.limit}
      yield* renamed(graph.pages<NamedLabel>(routes.list, params, {needs: namedLabels}))
    },

    get: async (label: LabelId): Promise<CustomLabel> =>
      toLabel(
        await graph.request<NamedLabel>(
          routes.get,
          {label_id: label, fields: await fields()},
          {needs: namedLabel},
        ),
      ),

    /** @throws {GraphError} if the Page already has a label of that name. */
    create: async (name: string): Promise<{readonly id: LabelId}> => {
      const params = {[await nameField()]: name}
      const {id} = await graph.request<{id: string | number}>(routes.create, params, {needs: ['id']})
      return {id: String(id) as LabelId}
    },

    delete: (label: LabelId) => graph.done(routes.delete, {label_id: label}),

    /** Puts one person under a label. Doing so twice is harmless. */
    assign: (label: LabelId, psid: Psid) => graph.done(routes.assign, {label_id: label, user: psid}),

    unassign: (label: LabelId, psid: Psid) => graph.done(routes.unassign, {label_id: label, user: psid}),

    /** Puts many people under a label, 50 to a call; one result for each, in order. */
    assignAll: (label: LabelId, psids: readonly Psid[]): Promise<readonly BatchResult<Success>[]> =>
      graph.batch<Success>(
        psids.map(user => ({route: routes.assign, params: {label_id: label, user}})),
        {needs: saysDone},
      ),

    unassignAll: (label: LabelId, psids: readonly Psid[]): Promise<readonly BatchResult<Success>[]> =>
      graph.batch<Success>(
        psids.map(user => ({route: routes.unassign, params: {label_id: label, user}})),
        {needs: saysDone},
      ),

    /** Any changes of who is under which label, 50 to a call; one result for each, in order. All may be done twice. */
    changeAll: (changes: readonly LabelChange[]): Promise<readonly BatchResult<Success>[]> =>
      graph.batch<Success>(
        changes.map(({act, labelId, psid}) => ({
          route: routes[act],
          params: {label_id: labelId, user: psid},
        })),
        {isOneOfMany: true, needs: saysDone},
      ),

    /** The labels of one person. */
    of: async function* (psid: Psid): AsyncGenerator<CustomLabel> {
      yield* renamed(graph.pages<NamedLabel>(routes.of, {psid, fields: await fields()}, {needs: namedLabels}))
    },

    /** The labels of many people, 50 to a call; one result for each, in order. */
    ofAll: async (psids: readonly Psid[]): Promise<readonly BatchResult<readonly CustomLabel[]>[]> => {
      const asked = {fields: await fields(), limit: 100}
      const lookups = psids.map(psid => ({route: routes.of, params: {psid, ...asked}}))
      const results = await listAll<NamedLabel>(graph, lookups, {isOneOfMany: true, needs: namedLabels})
      return results.map(result =>
        result.kind === 'done' ? {kind: 'done', answer: result.answer.map(toLabel)} : result,
      )
    },
  }
}

async function* renamed(labels: AsyncIterable<NamedLabel>): AsyncGenerator<CustomLabel> {
  for await (const label of labels) yield toLabel(label)
}

/** Under the name of its field since v12.0. */
function toLabel({id, name, page_label_name = name}: NamedLabel): CustomLabel {
  return page_label_name === undefined ? ({id} as CustomLabel) : {id, page_label_name}
}
