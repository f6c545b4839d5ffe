import {blockedRoutes as routes} from '../../platform/blocked.ts'
import {missingParameter} from '../errors.ts'
import {answerList, type NodeType} from '../graph/nodes.ts'
import type {Person} from '../state/person.ts'
import {type Call, pageOf, type Resource, type World} from '../world.ts'
import {invalid} from './refusals.ts'
import {fullName} from './users.ts'

const blockedType: NodeType<Person> = {
  name: 'Profile',
  id: ({psid}) => psid,
  defaults: ['name'],
  fields: {name: fullName},
}

/** The same ban as `ban_user` of moderate_conversations. */
export const blocked: Resource = {
  [routes.list]: {
    tokens: ['page'],
    scopes: ['pages_read_engagement'],
    takes: ['psid', 'uid', 'user', 'asid'],
    answer: (world, call) => {
      const named = new Set(idsIn(call).map(id => personOf(world, call, id)))
      const found = [...world.state.people.values()]
        .filter(({pageId, isBannedByPage}) => pageId === pageOf(call).id && isBannedByPage === true)
        .filter(person => named.size === 0 || named.has(person))
      return answerList(blockedType, found, world, call)
    },
  },
  [routes.add]: {
    tokens: ['page'],
    scopes: ['pages_manage_metadata'],
    answer: (world, call) => {
      const ids = demandIds(call)
      for (const person of ids.map(id => personOf(world, call, id))) person.isBannedByPage = true
      return Object.fromEntries(ids.map(({id}) => [id, true]))
    },
  },
  [routes.remove]: {
    tokens: ['page'],
    scopes: ['pages_manage_metadata'],
    answer: (world, call) => {
      for (const person of demandIds(call).map(id => personOf(world, call, id))) person.isBannedByPage = false
      return {success: true}
    },
  },
}

interface NamedId {
  readonly kind: 'psid' | 'asid'
  readonly id: string
}

/** One id or a list of them, under any of the names that SDKs use. */
function idsIn({params}: Call): readonly NamedId[] {
  const under = (names: readonly string[], kind: NamedId['kind']) =>
    names
      .flatMap(name => (params[name] ?? []) as unknown)
      .flat()
      .map(id => ({kind, id: String(id)}))
  return [...under(['psid', 'uid', 'user'], 'psid'), ...under(['asid'], 'asid')]
}

function demandIds(call: Call): readonly NamedId[] {
  const ids = idsIn(call)
  if (ids.length === 0) throw missingParameter('psid')
  return ids
}

/** @throws {PlatformError} 100 for an id that no person of the Page has. */
function personOf({state}: World, call: Call, {kind, id}: NamedId): Person {
  const page = pageOf(call)
  const account = kind === 'asid' ? state.logins.get(id)?.accountId : undefined
  const person =
    kind === 'psid'
      ? state.people.get(id)
      : [...state.people.values()].find(
          each => account !== undefined && each.accountId === account && each.pageId === page.id,
        )
  if (person !== undefined && person.pageId === page.id) return person
  throw invalid(`Param ${kind} must be a valid id of a person - got "${id}".`)
}
