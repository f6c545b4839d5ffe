import {parseRoute, placeholderOf, type Route} from '../../platform/route.ts'
import type {Token} from '../state/app.ts'
import {pagePostOf} from '../state/ids.ts'
import {partOfCampaign} from '../state/marketing.ts'
import type {State} from '../state/state.ts'
import type {Endpoint, Resource} from '../world.ts'

interface Known {
  readonly route: Route
  readonly endpoint: Endpoint
  readonly parts: readonly Part[]
}

/** A segment of a route: a fixed text, or a placeholder for a kind of node. */
type Part = {readonly text: string} | {readonly kind: string}

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
 * Finds the route of a call. Among several with the same form, the kind of node of the id decides. `me` is the Page for a
 * Page token and the user for a user token, so a route for the caller's kind of token comes first.
 */
export function createRouter(resources: readonly Resource[]): Router {
  const byForm = new Map<string, Known[]>()
  for (const resource of resources) {
    for (const [route, endpoint] of Object.entries(resource) as [Route, Endpoint][]) {
      const {method, segments} = parseRoute(route)
      const parts = segments.map(toPart)
      const form = formOf(method, segments.length, parts.at(-1))
      byForm.set(form, [...(byForm.get(form) ?? []), {route, endpoint, parts}])
    }
  }
  return (method, segments, state, kind) => {
    let other: Match | undefined
    for (const last of [{text: segments.at(-1) ?? ''}, undefined]) {
      for (const {route, endpoint, parts} of byForm.get(formOf(method, segments.length, last)) ?? []) {
        if (!parts.every((part, position) => isMet(part, segments[position] ?? '', state))) continue
        const match = {route, endpoint, ids: idsOf(parts, segments)}
        if (endpoint.tokens.includes(kind)) return match
        other ??= match
      }
    }
    return other
  }
}

/** The key by which routes are looked up. Most routes have a distinct last word. */
function formOf(method: string, length: number, last?: Part): string {
  return last !== undefined && 'text' in last ? `${method} ${length} ${last.text}` : `${method} ${length}`
}

function toPart(segment: string): Part {
  const kind = placeholderOf(segment)
  return kind === undefined ? {text: segment} : {kind}
}

function isMet(part: Part, segment: string, state: State): boolean {
  return 'text' in part ? part.text === segment : isOfKind(state, part.kind, segment)
}

function idsOf(parts: readonly Part[], segments: readonly string[]): Record<string, string> {
  const ids: Record<string, string> = {}
  for (const [position, part] of parts.entries())
    if ('kind' in part) ids[part.kind] = segments[position] ?? ''
  return ids
}

/** Whether a segment is the id of a node of this kind, by the kind's placeholder in a route. */
const nodeKinds: Readonly<Record<string, (state: State, id: string) => boolean>> = {
  page: ({pages}, id) => id === 'me' || Object.hasOwn(pages, id),
  psid: ({people}, id) => people.has(id),
  asid: ({logins}, id) => logins.has(id),
  label_id: ({labels}, id) => Object.hasOwn(labels, id),
  conversation_id: ({conversations}, id) => conversations.has(id),
  message_id: ({messages}, id) => messages.has(id),
  comment_id: ({posts}, id) => posts[id]?.kind === 'comment',
  post_id: ({posts, pages}, id) =>
    posts[id]?.kind === 'post' || Object.keys(pages).some(page => id === pagePostOf(page)),
  persona_id: ({personas}, id) => personas[id]?.isDeleted === false,
  template_id: ({messageTemplates}, id) => Object.hasOwn(messageTemplates, id),
  attachment_id: ({attachments}, id) => Object.hasOwn(attachments, id),
  app_id: ({apps}, id) => id === 'app' || Object.hasOwn(apps, id),
  user_id: ({users}, id) => Object.hasOwn(users, id),
  message_creative_id: ({creatives}, id) => Object.hasOwn(creatives, id),
  broadcast_id: ({broadcasts}, id) => Object.hasOwn(broadcasts, id),
  campaign_id: (state, id) => partOfCampaign(state.campaigns, id) !== undefined,
  custom_audience_id: ({audiences}, id) => Object.hasOwn(audiences, id),
  reach_estimation_id: ({reachEstimations}, id) => Object.hasOwn(reachEstimations, id),
}

/** Path ids that are not nodes of the state; the resource checks them. */
const freeKinds: Readonly<Record<string, RegExp>> = {
  metric: /^/,
  pack_id: /^/,
  permission: /^[a-z_]+$/,
  ad_account_id: /^act_\d{1,20}$/,
  upload_session: /^upload:./,
  subscription_node: /^notification_messages_[\w-]+$/,
}

function isOfKind(state: State, kind: string, id: string): boolean {
  return nodeKinds[kind]?.(state, id) ?? freeKinds[kind]?.test(id) ?? false
}

/** Whether any node has this id. */
export function isKnownId(state: State, id: string): boolean {
  return Object.hasOwn(state.adAccounts, id) || Object.values(nodeKinds).some(isNode => isNode(state, id))
}
