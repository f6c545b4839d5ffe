import {
  type MessengerProfile,
  type ProfileProperty,
  messengerProfileRoutes as routes,
} from '../platform/messenger-profile.ts'
import type {GraphClient} from './core/graph-client.ts'

export const messengerProfile = (graph: GraphClient) => ({
  /** The properties that are set, of those named; `{}` when none is. */
  get: async (fields: readonly string[]): Promise<MessengerProfile> => {
    const {data} = await graph.request<{data: readonly MessengerProfile[]}>(routes.get, {
      fields: fields.join(','),
    })
    return data[0] ?? {}
  },

  /** Replaces each property named as a whole; the others stay. */
  set: async (properties: MessengerProfile): Promise<void> => {
    await graph.request(routes.set, {...properties})
  },

  /** Deletes properties; one that is not set does no harm. */
  delete: async (fields: readonly ProfileProperty[]): Promise<void> => {
    await graph.request(routes.delete, {fields}, {paramsIn: 'body'})
  },
})
