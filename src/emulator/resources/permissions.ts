import {permissions as known} from '../../platform/permissions.ts'
import type {Token, User} from '../state/app.ts'
import type {Call, Endpoint, Resource, World} from '../world.ts'
import {userOf} from './accounts.ts'
import {notOneOf} from './refusals.ts'

/** The subcode of 190 of a token whose user removed the app. */
const REMOVED_APP = 458

/** What a person granted the app and took back. Source: https://developers.facebook.com/docs/graph-api/reference/user/permissions */
const list: Endpoint = {
  tokens: ['user', 'app'],
  answer: (world, call) => {
    const user = userOf(world, call)
    const living = tokensOf(world, call, user).filter(({deadSubcode}) => deadSubcode === undefined)
    const scopes =
      call.token.kind === 'user'
        ? call.token.scopes
        : living.filter(({kind}) => kind === 'user').flatMap(each => each.scopes)
    const declined = (user.declined?.[call.app.id] ?? []).filter(name => !scopes.includes(name))
    const {permission: asked} = call.params
    const isMeant = (name: string) => asked === undefined || name === asked
    const toRow = (status: string) => (permission: string) => ({permission, status})
    return {
      data: [
        ...[...new Set(scopes)].filter(isMeant).map(toRow('granted')),
        ...declined.filter(isMeant).map(toRow('declined')),
      ],
    }
  },
}

/**
 * A person revokes a permission, or removes the app: the person's tokens and those for their Pages lose it, or become invalid.
 * Source: https://developers.facebook.com/docs/facebook-login/guides/permissions/request-revoke
 */
const revoke: Endpoint = {
  tokens: ['user', 'app'],
  answer: (world, call) => {
    const user = userOf(world, call)
    const tokens = tokensOf(world, call, user)
    const name = call.ids['permission'] ?? call.params['permission']
    if (name === undefined || name === '') {
      for (const token of tokens) token.deadSubcode = REMOVED_APP
      return {success: true}
    }
    const permission = known.find(each => each === name)
    if (permission === undefined) throw notOneOf('permission', known, name)
    if (tokens.some(({scopes}) => scopes.includes(permission))) {
      const before = user.declined ?? {}
      const own = new Set([...(before[call.app.id] ?? []), permission])
      user.declined = {...before, [call.app.id]: [...own]}
    }
    for (const token of tokens) token.scopes = token.scopes.filter(each => each !== permission)
    return {success: true}
  },
}

/** The tokens of a person for the app, and those for the Pages of that person. */
function tokensOf({state}: World, {app}: Call, {id, pageIds}: User): readonly Token[] {
  return Object.values(state.tokens).filter(
    ({appId, userId, pageId}) =>
      appId === app.id && (userId === id || (pageId !== undefined && pageIds.includes(pageId))),
  )
}

const byUser = {tokens: ['user']} as const

export const permissions: Resource = {
  'GET /me/permissions': {...list, ...byUser},
  'GET /{user_id}/permissions': list,
  'DELETE /me/permissions': {...revoke, ...byUser},
  'DELETE /{user_id}/permissions': revoke,
  'DELETE /me/permissions/{permission}': {...revoke, ...byUser},
  'DELETE /{user_id}/permissions/{permission}': revoke,
}
