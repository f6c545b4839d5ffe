import {usersRoutes as routes} from '../../platform/users.ts'
import {noSuchObject} from '../errors.ts'
import {answerNode, type NodeType} from '../graph/nodes.ts'
import type {Person} from '../state/person.ts'
import type {Resource} from '../world.ts'

export function fullName({firstName, lastName}: Pick<Person, 'firstName' | 'lastName'>): string {
  return `${firstName} ${lastName}`
}

/** A field whose permission the token lacks is left out in silence, as the platform does. */
function withScope<Value>(
  scope: string,
  read: (person: Person) => Value,
): NodeType<Person>['fields'][string] {
  return (person, _world, call) => (call.token.scopes.includes(scope) ? read(person) : undefined)
}

const userType: NodeType<Person> = {
  name: 'User',
  id: ({psid}) => psid,
  defaults: ['first_name', 'last_name', 'profile_pic'],
  fields: {
    name: fullName,
    first_name: ({firstName}) => firstName,
    last_name: ({lastName}) => lastName,
    profile_pic: ({psid}, _world, call) => `${call.origin}/_msgr/pictures/${psid}.svg`,
    locale: withScope('pages_user_locale', ({locale}) => locale),
    timezone: withScope('pages_user_timezone', ({timezone}) => timezone),
    gender: withScope('pages_user_gender', ({gender}) => gender),
  },
}

export const users: Resource = {
  [routes.get]: {
    tokens: ['page'],
    scopes: ['pages_messaging'],
    answer: (world, call) => {
      const psid = call.ids['psid'] ?? ''
      const person = world.state.people.get(psid)
      if (person === undefined || person.pageId !== call.token.pageId) throw noSuchObject('GET', psid)
      return answerNode(userType, person, world, call)
    },
  },
}
