import {isObject} from '../../platform/fields-schema.ts'
import {isSha256, normalEmail, normalPhone, sha256} from '../../platform/hashed-person.ts'
import {isNumericId} from '../../platform/ids.ts'
import {
  messagingCustomerBaseRoutes as routes,
  type UnsubscribeAnswer,
} from '../../platform/messaging-customer-base.ts'
import {missingParameter} from '../errors.ts'
import {pageOf, type Resource} from '../world.ts'

/** The first day of the call. */
const SINCE = '2026-06-11'

type Key = 'psid' | 'token' | 'emailHash' | 'phoneHash'

/** What a row names subscribers by. */
type Names = Readonly<Partial<Record<Key, string>>>

export const messagingCustomerBase: Resource = {
  [routes.unsubscribe]: {
    tokens: ['page'],
    scopes: ['pages_messaging'],
    since: SINCE,
    answer: (world, call): UnsubscribeAnswer => {
      const {data} = call.params
      if (!Array.isArray(data) || data.length === 0) throw missingParameter('data')
      const rows = data.map(namedBy)
      const known = rows.filter(row => row !== undefined)
      const named = keys.map(key => [key, new Set(known.map(row => row[key]))] as const)
      const {id} = pageOf(call)
      for (const token of Object.values(world.state.notificationTokens)) {
        const isNamed = named.some(([key, values]) => token[key] !== undefined && values.has(token[key]))
        if (token.pageId !== id || token.isStopped === true || !isNamed) continue
        token.isStopped = true
        const person = world.state.people.get(token.psid ?? '')
        if (person !== undefined) world.live.changed(person)
      }
      return {invalid_rows_count: rows.length - known.length}
    },
  },
}

const keys: readonly Key[] = ['psid', 'token', 'emailHash', 'phoneHash']
const parameters: readonly string[] = ['psid', 'subscriber_token', 'phone', 'email']

/** One kind of key in each row; a phone number and an e-mail address may go together. */
function namedBy(row: unknown): Names | undefined {
  if (!isObject(row)) return undefined
  const given = Object.keys(row).filter(key => row[key] !== undefined && row[key] !== '')
  if (given.length === 0 || !given.every(key => parameters.includes(key))) return undefined
  const [psid, token] = [textOf(row['psid']), textOf(row['subscriber_token'])]
  if (psid !== undefined) return given.length === 1 && isNumericId(psid) ? {psid} : undefined
  if (token !== undefined) return given.length === 1 ? {token} : undefined
  const email = hashOf(textOf(row['email']), normalEmail)
  const phone = hashOf(textOf(row['phone']), normalPhone)
  if (email === 'invalid' || phone === 'invalid') return undefined
  return {
    ...(email === undefined ? {} : {emailHash: email}),
    ...(phone === undefined ? {} : {phoneHash: phone}),
  }
}

const textOf = (value: unknown): string | undefined =>
  value === undefined || value === '' || typeof value === 'object' ? undefined : String(value)

function hashOf(
  text: string | undefined,
  normal: (text: string) => string | undefined,
): string | 'invalid' | undefined {
  if (text === undefined) return undefined
  if (isSha256(text)) return text.trim().toLowerCase()
  const known = normal(text)
  return known === undefined ? 'invalid' : sha256(known)
}
