import {
  type LocalisedIceBreakers,
  type MessengerProfile,
  type ProfileProperty,
  messengerProfileRoutes as routes,
} from '../../platform/messenger-profile.ts'
import type {GraphClient} from '../core/graph-client.ts'

export const messengerProfile = (graph: GraphClient) => ({
  /** The properties that are set, of those named; `{}` when none is. */
  get: async (fields: readonly string[]): Promise<MessengerProfile> => {
    const {data} = await graph.request<{data: readonly (MessengerProfile | LocalisedIceBreakers)[]}>(
      routes.get,
      {fields: fields.join(',')},
      {needs: ['data[]']},
    )
    return profileIn(data)
  },

  /** Replaces each property named as a whole; the others stay. */
  set: async (properties: MessengerProfile): Promise<void> => {
    await graph.done(routes.set, {...properties})
  },

  /** Deletes properties; one that is not set does no harm. */
  delete: async (fields: readonly ProfileProperty[]): Promise<void> => {
    await graph.done(routes.delete, {fields}, {paramsIn: 'body'})
  },
})

/** Ice breakers by locale are documented to stand in the list itself, beside or in place of the object with the rest. */
function profileIn(data: readonly (MessengerProfile | LocalisedIceBreakers)[]): MessengerProfile {
  const iceBreakers = data.filter(each => 'locale' in each)
  const rest = data.filter((each): each is MessengerProfile => !('locale' in each))
  return Object.assign({}, ...rest, iceBreakers.length === 0 ? {} : {ice_breakers: iceBreakers})
}
