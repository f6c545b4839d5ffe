import type {PersonaId} from './ids.ts'
import type {Route} from './route.ts'

/**
 * Personas: names with pictures in which a Page writes. They are made and deleted, never changed.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/personas
 */
export const personasRoutes = {
  create: 'POST /{page}/personas',
  list: 'GET /{page}/personas',
  get: 'GET /{persona_id}',
  delete: 'DELETE /{persona_id}',
} as const satisfies Record<string, Route>

export interface NewPersona {
  readonly name: string
  /** Fetched once and kept by the platform. */
  readonly profile_picture_url: string
}

export interface Persona extends NewPersona {
  readonly id: PersonaId
}

export const personaLimits = {
  /** In characters. */
  name: 50,
  maxPictureBytes: 8 * 1024 * 1024,
} as const
