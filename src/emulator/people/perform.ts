import type {Psid} from '../../platform/ids.ts'
import {noSuchObject, PlatformError} from '../errors.ts'
import {personLoggingIn} from '../resources/account-linking.ts'
import {isKeptOff} from '../resources/people.ts'
import type {Person} from '../state/person.ts'
import type {World} from '../world.ts'
import {blocking} from './blocking.ts'
import {calling} from './calling.ts'
import {entering} from './entering.ts'
import {givingFeedback} from './feedback.ts'
import {linking} from './linking.ts'
import {optingIn} from './opting-in.ts'
import {writingInPublic} from './public-posts.ts'
import {reacting} from './reacting.ts'
import {type Act, type ActOutcome, refused, type Words} from './scene.ts'
import {tapping} from './tapping.ts'
import {opening} from './webview.ts'
import {writing} from './writing.ts'

/** What a person can do without a file; `attach` sends a file. */
const acts: Readonly<Record<string, Act>> = {
  ...writing,
  ...tapping,
  ...reacting,
  ...entering,
  ...optingIn,
  ...linking,
  ...opening,
  ...givingFeedback,
  ...writingInPublic,
  ...blocking,
  ...calling,
}

/** Acts outside the conversation, which are possible even if one side blocks the other. */
const outside: readonly string[] = ['read', 'typing', 'open', 'tick', 'comment', 'post', 'block', 'unblock']

/** @throws {PlatformError} for an unknown person or act, or if one side blocks the other. */
export function perform(world: World, psid: string, act: string, words: Words, origin: string): ActOutcome {
  const person = actor(world, psid, act)
  const carryOut = Object.hasOwn(acts, act) ? acts[act] : undefined
  if (carryOut === undefined)
    throw new PlatformError(100, `A person cannot ${act}; acts: attach, ${Object.keys(acts).join(', ')}`)
  return carryOut({world, person, words, origin}) ?? {}
}

/** The parameters with which a business's page returns from a login. */
export interface LoginQuery {
  readonly account_linking_token?: string
  readonly authorization_code?: string
}

export interface LoginOutcome {
  readonly psid: Psid
  readonly account_linking: 'linked' | 'refused'
}

/**
 * Returns from a login on the business's page: links the account if there is a code, otherwise does not.
 * @throws {PlatformError} 10303 for a token that does not work.
 */
export function returnFromLogin(world: World, query: LoginQuery, origin: string): LoginOutcome {
  const {account_linking_token: token = '', authorization_code: code = ''} = query
  const {psid} = personLoggingIn(world, token)
  if (code !== '') perform(world, psid, 'link', {authorization_code: code}, origin)
  return {psid, account_linking: code === '' ? 'refused' : 'linked'}
}

/** @throws {PlatformError} when there is no such person, or the person cannot do it. */
export function actor(world: World, psid: string, act: string): Person {
  const person = world.state.people.get(psid)
  if (person === undefined) throw noSuchObject('POST', psid)
  if (outside.includes(act)) return person
  if (isKeptOff(person)) throw refused(`${person.firstName} is blocked by the Page and cannot ${act}`)
  if (person.hasBlockedPage)
    throw refused(`${person.firstName} has blocked the Page and cannot ${act}: unblock it first`)
  return person
}
