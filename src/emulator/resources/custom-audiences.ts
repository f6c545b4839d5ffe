import {createHash, randomUUID} from 'node:crypto'
import {
  type AudienceColumn,
  type AudienceUpload,
  audienceColumns,
  type CreatedCustomAudience,
  MAX_AUDIENCE_ROWS,
  customAudiencesRoutes as routes,
} from '../../platform/custom-audiences.ts'
import {isObject} from '../../platform/fields-schema.ts'
import {isSha256} from '../../platform/hashed-person.ts'
import type {CustomAudienceId} from '../../platform/ids.ts'
import {MARKETING_MESSAGES_SINCE as since} from '../../platform/marketing-messages.ts'
import {missingParameter, noSuchObject, notEmulated} from '../errors.ts'
import {answerList, type NodeType} from '../graph/nodes.ts'
import type {StoredAudience} from '../state/marketing.ts'
import type {NotificationToken} from '../state/person.ts'
import {newSubscription} from '../state/seed-marketing.ts'
import type {Call, Resource, World} from '../world.ts'
import {accountOf, accountWith, adTokens, mayActForPage} from './ad-access.ts'
import {numeric} from './marketing-events.ts'
import {marketingRefusal} from './marketing-refusals.ts'
import {invalid, notOneOf} from './refusals.ts'

const HOUR_MS = 3_600_000
/** Documented as up to a day. */
const MATCHING_MS = HOUR_MS
/** Of 100 rows so many are matched: documented are 20 to 70. */
const MATCHED_SHARE = 45
/** From this day on, whoever is taken out of an audience stays a subscriber. */
const KEEPS_OPT_IN_SINCE = '2026-05-05'
/** The subtype of audiences for marketing messages, in filters. */
const SUBTYPE = 1010

const audienceType: NodeType<StoredAudience> = {
  name: 'CustomAudience',
  id: ({id}) => id,
  defaults: [],
  fields: {
    name: ({name}) => name,
    description: ({description}) => description,
    subtype: () => 'CUSTOM',
    messenger_marketing_messages_page: ({pageId}, {state}) => ({id: pageId, name: state.pages[pageId]?.name}),
    time_created: ({createdMs}) => Math.floor(createdMs / 1000),
  },
}

export const customAudiences: Resource = {
  [routes.create]: {tokens: adTokens, since, answer: create},
  [routes.list]: {
    tokens: adTokens,
    since,
    lacks: ['business_id', 'fetch_primary_audience', 'pixel_id'],
    answer: (world, call) => {
      const account = accountOf(world, call)
      demandKnownFilter(call)
      const own = Object.values(world.state.audiences).filter(({accountId}) => accountId === account.id)
      return answerList(audienceType, own, world, call)
    },
  },
  [routes.addUsers]: {tokens: adTokens, since, lacks: ['session', 'namespace'], answer: addUsers},
  [routes.removeUsers]: {tokens: adTokens, since, lacks: ['session', 'namespace'], answer: removeUsers},
}

/** Only the filter of the guide is known, which all audiences here meet. */
function demandKnownFilter({params}: Call): void {
  const {filtering} = params
  if (filtering === undefined || (Array.isArray(filtering) && filtering.length === 0)) return
  const [first, ...others] = Array.isArray(filtering) ? filtering : [filtering]
  const {field, operator, value} = (isObject(first) ? first : {}) as Readonly<Record<string, unknown>>
  const isKnown =
    others.length === 0 &&
    field === 'data_source.subtype' &&
    operator === 'IN' &&
    Array.isArray(value) &&
    value.some(each => Number(each) === SUBTYPE)
  if (!isKnown) throw notEmulated(`other filters than data_source.subtype of ${routes.list}`)
}

function create(world: World, call: Call): CreatedCustomAudience {
  const account = accountOf(world, call)
  const {
    name,
    description,
    subtype,
    use_for_products: products,
    marketing_message_channels: channels,
  } = call.params
  if (name === undefined || name === '') throw missingParameter('name')
  if (subtype !== 'CUSTOM') throw notOneOf('subtype', ['CUSTOM'], subtype)
  const isForMessages = [products].flat().includes('MARKETING_MESSAGES')
  if (!isForMessages) throw notEmulated('custom audiences for other products than MARKETING_MESSAGES')
  const page = world.state.pages[String(isObject(channels) ? channels['MESSENGER'] : undefined)]
  if (page === undefined) throw missingParameter('marketing_message_channels[MESSENGER]')
  if (!mayActForPage(world, call, {pageId: page.id})) throw marketingRefusal(2_300_039)
  const id = world.newId('63') as CustomAudienceId
  world.state.audiences[id] = {
    id,
    accountId: account.id,
    pageId: page.id,
    name: String(name),
    ...(description === undefined ? {} : {description: String(description)}),
    createdMs: world.now(),
    uploads: [],
  }
  return {data: [{id}]}
}

function ownAudience(world: World, call: Call): StoredAudience {
  const id = call.ids['custom_audience_id'] ?? ''
  const audience = world.state.audiences[id]
  if (audience === undefined) throw noSuchObject(call.route.split(' ')[0] ?? 'POST', id)
  accountWith(world, call, audience.accountId)
  return audience
}

/** Hashes of one person, at least one of the two. */
interface Member {
  readonly emailHash?: string
  readonly phoneHash?: string
}

interface Rows {
  readonly received: number
  readonly members: readonly Member[]
}

/** @throws {PlatformError} for a schema that is not known, and for too many rows. */
function rowsIn({params}: Call): Rows {
  const {payload} = params
  if (!isObject(payload)) throw missingParameter('payload')
  const {schema, data} = payload
  if (schema === undefined) throw missingParameter('payload[schema]')
  const columns = [schema].flat().map(each => {
    const known = audienceColumns.find(column => column === String(each).toUpperCase())
    if (known === undefined) throw notOneOf('payload[schema]', audienceColumns, each)
    return known
  })
  if (!Array.isArray(data) || data.length === 0) throw invalid('param payload[data] must be non-empty.')
  if (data.length > MAX_AUDIENCE_ROWS)
    throw invalid(`param payload[data] must have at most ${MAX_AUDIENCE_ROWS} elements.`)
  const members = data.flatMap((row: unknown) => memberIn(columns, [row].flat()) ?? [])
  return {received: data.length, members}
}

/** Undefined for a row without a hash of an e-mail address or phone number, or with anything else in its place. */
function memberIn(columns: readonly AudienceColumn[], row: readonly unknown[]): Member | undefined {
  if (row.length !== columns.length) return undefined
  const values = row.map(each =>
    each === undefined || each === null ? '' : String(each).trim().toLowerCase(),
  )
  if (!values.every(value => value === '' || isSha256(value))) return undefined
  const [email, phone] = [values[columns.indexOf('EMAIL')], values[columns.indexOf('PHONE')]]
  if (!email && !phone) return undefined
  return {...(email ? {emailHash: email} : {}), ...(phone ? {phoneHash: phone} : {})}
}

function addUsers(world: World, call: Call): AudienceUpload {
  const audience = ownAudience(world, call)
  const {received, members} = rowsIn(call)
  const matchedMs = world.now() + MATCHING_MS
  let matched = 0
  for (const member of members) {
    if (!isMatched(member)) continue
    matched += 1
    subscribe(world, audience, member, matchedMs)
  }
  forgetOldest(world.state.notificationTokens)
  audience.uploads = [...audience.uploads, {appId: call.app.id, matchedMs, rows: received, matched}]
  return {
    audience_id: audience.id,
    num_received: received,
    num_invalid_entries: received - members.length,
    invalid_entry_samples: {},
  }
}

/** How many subscribers without a person are kept; one call brings thousands. */
const MOST_SUBSCRIBERS = 200_000

function forgetOldest(tokens: Record<string, NotificationToken>): void {
  const texts = Object.keys(tokens)
  if (texts.length <= MOST_SUBSCRIBERS + MAX_AUDIENCE_ROWS) return
  let surplus = texts.length - MOST_SUBSCRIBERS
  for (const text of texts) {
    if (surplus === 0) return
    if (tokens[text]?.psid !== undefined) continue
    delete tokens[text]
    surplus -= 1
  }
}

/** The same people are matched every time. */
const isMatched = (member: Member): boolean =>
  Number.parseInt(keyOf(member).slice(0, 6), 16) % 100 < MATCHED_SHARE

const keyOf = ({emailHash, phoneHash}: Member): string => emailHash ?? phoneHash ?? ''

const tokenFor = (pageId: string, member: Member): string =>
  createHash('sha256')
    .update(`audience ${pageId} ${keyOf(member)}`)
    .digest('hex')

/** A token that begins when the matching is over; whoever subscribed before stays as they are. */
function subscribe(world: World, {id, pageId}: StoredAudience, member: Member, matchedMs: number): void {
  const {notificationTokens: tokens} = world.state
  const text = tokenFor(pageId, member)
  const known = tokens[text] ?? {
    ...newSubscription(text, pageId, matchedMs),
    source: 'SUBSCRIBER_LIST' as const,
    ...member,
  }
  known.audienceIds = [...new Set([...(known.audienceIds ?? []), id])]
  tokens[text] = known
}

function removeUsers(world: World, call: Call): AudienceUpload {
  const audience = ownAudience(world, call)
  const {received, members} = rowsIn(call)
  const {notificationTokens: tokens} = world.state
  for (const member of members) {
    const token: NotificationToken | undefined = tokens[tokenFor(audience.pageId, member)]
    if (token === undefined) continue
    token.audienceIds = (token.audienceIds ?? []).filter(id => id !== audience.id)
    if (world.today() < KEEPS_OPT_IN_SINCE && token.audienceIds.length === 0) delete tokens[token.token]
  }
  return {
    audience_id: audience.id,
    session_id: randomUUID(),
    num_received: received,
    num_invalid_entries: received - members.length,
    invalid_entry_samples: {},
  }
}

/** Reports the uploads whose matching is over; returns whether there were any. */
export function reportUploads(world: World): boolean {
  let hasReported = false
  for (const id in world.state.audiences) {
    const audience = world.state.audiences[id]
    if (audience === undefined || audience.uploads.length === 0) continue
    const due = audience.uploads.filter(({matchedMs}) => matchedMs <= world.now())
    if (due.length === 0) continue
    audience.uploads = audience.uploads.filter(({matchedMs}) => matchedMs > world.now())
    hasReported = true
    for (const {appId, rows, matched} of due)
      world.deliver({
        pageId: audience.pageId,
        field: 'marketing_messages_subscriber_upload_status',
        channel: 'changes',
        item: {
          app_id: numeric(appId),
          page_id: numeric(audience.pageId),
          custom_audience_id: numeric(audience.id),
          ad_account_id: numeric(audience.accountId.slice('act_'.length)),
          timestamp: Math.floor(world.now() / 1000),
          num_rows: rows,
          business_id: numeric(world.state.adAccounts[audience.accountId]?.businessId ?? '0'),
          approximate_count_lower_bound: Math.floor(matched * 0.9),
          approximate_count_upper_bound: Math.ceil(matched * 1.1),
          batch_uploading_status: 'SUCCESS',
        },
      })
  }
  return hasReported
}
