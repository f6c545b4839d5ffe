import type {Success} from '../../api/core/graph-client.ts'
import {customLabelsRoutes as routes} from '../../platform/custom-labels.ts'
import type {Page} from '../../platform/route.ts'
import {type Calls, demand, type Id} from './calls.ts'

/** Versions below v12.0 say `name`, as messenger-node documents, later ones `page_label_name`. Both are there. */
export interface Label {
  readonly id: string
  readonly name: string
  readonly page_label_name: string
}

interface WireLabel {
  readonly id: string
  readonly page_label_name?: string
  readonly name?: string
}

export const labels = ({request, labelNameField}: Calls) => {
  const fields = async () => `id,${await labelNameField()}`
  return {
    createCustomLabel: async (name: string): Promise<{readonly id: string}> => {
      demand(name, 'name required')
      return request(routes.create, {[await labelNameField()]: name})
    },

    getCustomLabelById: async (label: Id): Promise<Label> => {
      demand(label, 'label_id required')
      return named(await request<WireLabel>(routes.get, {label_id: label, fields: await fields()}))
    },

    getCustomLabelsByPsid: async (psid: Id): Promise<Page<Label>> => {
      demand(psid, 'PSID required')
      return allNamed(await request(routes.of, {psid, fields: await fields()}))
    },

    /** The first page of them, with the cursor of the next, as the platform answers. */
    getAllCustomLabels: async (): Promise<Page<Label>> =>
      allNamed(await request(routes.list, {fields: await fields()})),

    deleteCustomLabel: async (label: Id): Promise<Success> => {
      demand(label, 'label_id required')
      return request(routes.delete, {label_id: label})
    },

    addPsidtoCustomLabel: async (psid: Id, label: Id): Promise<Success> => {
      demand(psid && label, 'PSID and label_id required')
      return request(routes.assign, {label_id: label, user: psid})
    },

    removePsidfromCustomLabel: async (psid: Id, label: Id): Promise<Success> => {
      demand(psid && label, 'PSID and label_id required')
      return request(routes.unassign, {label_id: label, user: psid})
    },
  }
}

function named(label: WireLabel): Label {
  const name = (label.page_label_name ?? label.name) as string
  return {...label, name, page_label_name: name}
}

function allNamed({data, ...rest}: Page<WireLabel>): Page<Label> {
  return {...rest, data: data.map(named)}
}
