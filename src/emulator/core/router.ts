import {parseRoute, placeholderOf, type Route} from '../../platform/route.ts'
import type {Endpoint, Resource} from './resource.ts'
import type {State, Token} from './state.ts'

interface Known {
  readonly route: Route
  readonly endpoint: Endpoint
  readonly segments: readonly string[]
}

export interface Match {
  readonly route: Route
  readonly endpoint: Endpoint
  /** Ids of the path by placeholder; `me` where the path says `me`. */
  readonly ids: Readonly<Record<string, string>>
}

export type Router = (
  method: string,
  segments: readonly string[],
  state: State,
  kind: Token['kind'],
) => Match | undefined

/**
 * Finds the route of a call. Where several have the same form, the kind of node behind the id decides; `me` is the Page
 * for a Page token and the user for a user token, so a route for the caller's kind of token comes first.
 */
export function createRouter(resources: readonly Resource[]): Router {
  const byForm = new Map<string, Known[]>()
  for (const resource of resources) {
    for (const [route, endpoint] of Object.entries(resource) as [Route, Endpoint][]) {
      const {method, segments} = parseRoute(route)
      const form = `${method} ${segments.length}`
      byForm.set(form, [...(byForm.get(form) ?? []), {route, endpoint, segments}])
    }
  }
  return (method, segments, state, kind) => {
    const matches = (byForm.get(`${method} ${segments.length}`) ?? []).flatMap(
      ({route, endpoint, segments: pattern}) => {
        const ids = matchSegments(pattern, segments, state)
        return ids === undefined ? [] : [{route, endpoint, ids}]
      },
    )
    return matches.find(({endpoint}) => endpoint.tokens.includes(kind)) ?? matches[0]
  }
}

function matchSegments(
  pattern: readonly string[],
  segments: readonly string[],
  state: State,
): Record<string, string> | undefined {
  const ids: Record<string, string> = {}
  for (const [position, part] of pattern.entries()) {
    const segment = segments[position] ?? ''
    const placeholder = placeholderOf(part)
    if (placeholder === undefined) {
      if (part !== segment) return undefined
    } else if (isOfKind(state, placeholder, segment)) {
      ids[placeholder] = segment
    } else {
      return undefined
    }
  }
  return ids
}

/** Whether an id names a node of the kind that a placeholder stands for. */
function isOfKind(state: State, kind: string, id: string): boolean {
  switch (kind) {
    case 'page':
      return id === 'me' || Object.hasOwn(state.pages, id)
    case 'psid':
      return Object.hasOwn(state.people, id)
    case 'asid':
      return Object.hasOwn(state.logins, id)
    case 'metric':
      return true
    case 'label_id':
      return Object.hasOwn(state.labels, id)
    case 'conversation_id':
      return Object.hasOwn(state.conversations, id)
    case 'message_id':
      return Object.hasOwn(state.messages, id)
    case 'persona_id':
      return state.personas[id]?.isDeleted === false
    case 'template_id':
      return Object.hasOwn(state.messageTemplates, id)
    case 'pack_id':
      return true
    case 'attachment_id':
      return Object.hasOwn(state.attachments, id)
    case 'app_id':
      return Object.hasOwn(state.apps, id)
    case 'message_creative_id':
      return Object.hasOwn(state.creatives, id)
    case 'broadcast_id':
      return Object.hasOwn(state.broadcasts, id)
    case 'reach_estimation_id':
      return Object.hasOwn(state.reachEstimations, id)
    case 'ad_account_id':
      return /^act_\d{1,20}$/.test(id)
    default:
      return false
  }
}

const nodeKinds = [
  'page',
  'psid',
  'asid',
  'label_id',
  'conversation_id',
  'message_id',
  'attachment_id',
  'persona_id',
  'template_id',
  'app_id',
  'message_creative_id',
  'broadcast_id',
  'reach_estimation_id',
]

/** Whether any node has this id. */
export function isKnownId(state: State, id: string): boolean {
  return nodeKinds.some(kind => isOfKind(state, kind, id))
}
