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

/** Whether a segment names a node of the kind; by the placeholder that stands for it in a route. */
const nodeKinds: Readonly<Record<string, (state: State, id: string) => boolean>> = {
  page: ({pages}, id) => id === 'me' || Object.hasOwn(pages, id),
  psid: ({people}, id) => Object.hasOwn(people, id),
  asid: ({logins}, id) => Object.hasOwn(logins, id),
  label_id: ({labels}, id) => Object.hasOwn(labels, id),
  conversation_id: ({conversations}, id) => Object.hasOwn(conversations, id),
  message_id: ({messages}, id) => Object.hasOwn(messages, id),
  persona_id: ({personas}, id) => personas[id]?.isDeleted === false,
  template_id: ({messageTemplates}, id) => Object.hasOwn(messageTemplates, id),
  attachment_id: ({attachments}, id) => Object.hasOwn(attachments, id),
  app_id: ({apps}, id) => Object.hasOwn(apps, id),
  message_creative_id: ({creatives}, id) => Object.hasOwn(creatives, id),
  broadcast_id: ({broadcasts}, id) => Object.hasOwn(broadcasts, id),
  reach_estimation_id: ({reachEstimations}, id) => Object.hasOwn(reachEstimations, id),
}

/** What stands in a path without being a node of the state; the resource looks at it itself. */
const freeKinds: Readonly<Record<string, RegExp>> = {
  metric: /^/,
  pack_id: /^/,
  ad_account_id: /^act_\d{1,20}$/,
}

function isOfKind(state: State, kind: string, id: string): boolean {
  return nodeKinds[kind]?.(state, id) ?? freeKinds[kind]?.test(id) ?? false
}

/** Whether any node has this id. */
export function isKnownId(state: State, id: string): boolean {
  return Object.values(nodeKinds).some(isNode => isNode(state, id))
}
