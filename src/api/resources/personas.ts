import type {PersonaId} from '../../platform/ids.ts'
import {type NewPersona, type Persona, personasRoutes as routes} from '../../platform/personas.ts'
import type {GraphClient} from '../core/graph-client.ts'

const fields = 'id,name,profile_picture_url'

export const personas = (graph: GraphClient) => ({
  /** Every persona of the Page; further pages are fetched only as they are read. */
  list: (options: {readonly limit?: number} = {}) =>
    graph.pages<Persona>(routes.list, {fields, limit: options.limit}, {needs: ['data[].id']}),

  get: (persona: PersonaId) =>
    graph.request<Persona>(routes.get, {persona_id: persona, fields}, {needs: ['id']}),

  /** The platform fetches the picture before it answers. */
  create: (persona: NewPersona) =>
    graph.request<{readonly id: PersonaId}>(routes.create, {...persona}, {needs: ['id']}),

  /** Messages sent as this persona keep its name; new ones are refused. */
  delete: (persona: PersonaId) => graph.done(routes.delete, {persona_id: persona}),
})
