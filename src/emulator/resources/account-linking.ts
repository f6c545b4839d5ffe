import {randomBytes} from 'node:crypto'
import {
  ACCOUNT_LINKING_TOKEN_MINUTES,
  accountLinkingRoutes as routes,
} from '../../platform/account-linking.ts'
import {missingParameter, notEmulated, PlatformError} from '../errors.ts'
import type {Person} from '../state/person.ts'
import type {Resource, World} from '../world.ts'
import {personOnPage} from './people.ts'

const MINUTE_MS = 60_000

/** The path to which the business's page returns. A GET of it may change the state. */
export const RETURN_PATH = '/_msgr/account_linking'

export const accountLinking: Resource = {
  [routes.unlink]: {
    tokens: ['page'],
    scopes: ['pages_messaging'],
    answer: (world, call) => {
      const {psid} = call.params
      if (psid === undefined || psid === '') throw missingParameter('psid')
      const person = personOnPage(world, call, String(psid))
      if (person.isLinked !== true) throw notEmulated('unlink_accounts for a person who has not linked')
      announceUnlinked(world, person)
      return {result: 'unlink account success'}
    },
  },
}

/** Unlinks a person's account, and notifies the apps. */
export function announceUnlinked(world: World, person: Person): void {
  delete person.isLinked
  world.deliver({
    pageId: person.pageId,
    field: 'messaging_account_linking',
    item: {
      sender: {id: person.psid},
      recipient: {id: person.pageId},
      timestamp: world.now(),
      account_linking: {status: 'unlinked'},
    },
  })
}

/**
 * The address that a Log In button opens: the page of the business, with a new token and the address to return to.
 * @param origin where the emulator answers: `http://127.0.0.1:4010`
 */
export function loginAddress(world: World, person: Person, page: string, origin: string): string {
  const token = randomBytes(48).toString('base64url')
  const expiresMs = world.now() + ACCOUNT_LINKING_TOKEN_MINUTES * MINUTE_MS
  world.state.accountLinks[token] = {token, pageId: person.pageId, psid: person.psid, expiresMs}
  const address = new URL(page)
  const back = `${origin}${RETURN_PATH}?account_linking_token=${token}`
  address.searchParams.append('account_linking_token', token)
  address.searchParams.append('redirect_uri', back)
  return address.href
}

/**
 * Who opened the login that a token belongs to.
 * @throws {PlatformError} 10303 for a token of nobody, of another Page, or older than 5 minutes.
 */
export function personLoggingIn(world: World, token: string, pageId?: string): Person {
  const link = world.state.accountLinks[token]
  const person = world.state.people.get(link?.psid ?? '')
  const isOfPage = pageId === undefined || link?.pageId === pageId
  if (link !== undefined && person !== undefined && isOfPage && world.now() < link.expiresMs) return person
  throw new PlatformError(10303, '(#10303) Invalid account_linking_token')
}
