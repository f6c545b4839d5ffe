import {collect} from '../api/core/paging.ts'
import type {Api} from '../api/index.ts'
import {type IdColumns, psidColumns} from '../bulk/id-column.ts'
import type {RecentRecipients} from '../bulk/recent-recipients.ts'
import {malformedReason, type RecipientRow} from '../bulk/recipient-rows.ts'
import {subscriberName} from '../bulk/subscriber-names.ts'
import type {Context} from '../context.ts'
import {isNumericId} from '../platform/ids.ts'
import {
  isTokenLike,
  notificationTokenLimits as limits,
  type NotificationMessageToken,
} from '../platform/notification-message-tokens.ts'
import {subscriberStatus} from '../platform/subscriber-status.ts'
import {parseTimeZone, type TimeZone} from '../system/time-zone.ts'
import {type Audience, watched} from './audience.ts'
import {type FileRowsOptions, type InvalidRowsFlags, readFileRows} from './file-rows.ts'
import type {PsidColumnFlags} from './list-flags.ts'
import {subscriberNamesOf} from './subscriber-names.ts'
import {withZones, zoneFault} from './zones.ts'

export interface SubscriberFlags extends InvalidRowsFlags, PsidColumnFlags {
  /** A file of PSIDs, tokens, or names of subscribers from an earlier report. Default: every subscriber. */
  readonly to?: string
}

export interface SubscriberNeeds {
  /** Whom other runs wrote to. */
  readonly recent: RecentRecipients
  /** The time at the platform, in milliseconds since 1970. */
  readonly nowMs: number
  /** Somebody who gets a test message, and therefore nothing from the run: a PSID, a token or a name. */
  readonly testTo?: string | undefined
  readonly onRefusal?: FileRowsOptions['onRefusal']
  /** The people of an earlier run, instead of those in a file. */
  readonly listed?: AsyncIterable<RecipientRow> | undefined
  /** Whether people have their own hours, by their time zones. */
  readonly hasOwnZones?: boolean | undefined
  /** Called for each row of a file, before anything decides about it. */
  readonly onListed?: ((row: RecipientRow) => void) | undefined
}

export interface SubscriberAudience extends Audience {
  /** The subscriber of `testTo`; undefined when they are not one, or the rows are not read to the end yet. */
  readonly tester: () => Subscriber | undefined
}

/** A subscriber: `psid` is the name `sub_…` for somebody whom the platform shows without a PSID. */
export interface Subscriber {
  readonly psid: string
  readonly token: string
  /** As the platform has it; undefined where it has none that is known. */
  readonly zone?: TimeZone | undefined
  readonly skip: RecipientRow['skip']
}

/**
 * The people who get marketing messages of the Page, with their tokens, as the platform lists them now. A file narrows them.
 * @throws {UsageError} like `readFileRows`.
 */
export async function findSubscribers(
  context: Context,
  flags: SubscriberFlags,
  needs: SubscriberNeeds,
): Promise<SubscriberAudience> {
  const nameOf = await subscriberNamesOf(context)
  let tester: Subscriber | undefined
  const all = async function* () {
    for await (const subscriber of listSubscribers(context, needs, nameOf)) {
      const isTester = needs.testTo !== undefined && keysOf(subscriber, nameOf).includes(needs.testTo)
      if (isTester) tester ??= subscriber
      yield isTester ? {...subscriber, skip: getsTest} : subscriber
    }
  }
  const {to} = flags
  const narrow = (read: ReadListed) => narrowed(read, needs, {all, nameOf})
  const rows =
    needs.listed !== undefined
      ? narrow(() => needs.listed as AsyncIterable<RecipientRow>)
      : to === undefined
        ? toRows(all(), needs)
        : narrow(find => readListed(context, {...flags, to}, needs, find))
  return {
    rows,
    windows: {open: 0, closed: 0, unknown: 0},
    excluded: {},
    tester: () => tester,
  }
}

const getsTest = {reason: 'test', detail: 'gets the test message instead'}

async function* toRows(
  subscribers: AsyncIterable<Subscriber>,
  {hasOwnZones}: SubscriberNeeds,
): AsyncGenerator<RecipientRow> {
  for await (const {psid, token, skip, zone} of subscribers)
    yield {psid, token, fields: {}, place: `subscriber ${psid}`, skip, ...(hasOwnZones && {zone})}
}

async function* listSubscribers(
  context: Context,
  needs: SubscriberNeeds,
  nameOf: (token: string) => string,
): AsyncGenerator<Subscriber> {
  const api = await context.api()
  const bar = context.progress.start('Reading the subscribers')
  // Tokens that were listed once; people of a custom audience may be in both lists.
  const seen = new Set<string>()
  try {
    for await (const row of listed(api)) {
      const token = String(row.notification_messages_token)
      if (seen.has(token)) continue
      seen.add(token)
      if (seen.size % limits.mostPerPage === 0) bar.update(`${seen.size} subscribers`)
      const psid = row.recipient_id === undefined ? nameOf(token) : String(row.recipient_id)
      const zone = parseTimeZone(row.notification_messages_timezone ?? '')
      yield {psid, token, zone, skip: whyNot(row, {psid, token}, needs)}
    }
  } finally {
    bar.stop()
  }
}

/** The subscribers of the Page, then those of its custom audiences. */
async function* listed({subscribers, customAudiences}: Api): AsyncGenerator<NotificationMessageToken> {
  yield* subscribers.list({limit: limits.mostPerPage, isDistinct: true})
  const ids = (await collect(customAudiences.list())).map(({id}) => id)
  if (ids.length > 0) yield* subscribers.list({limit: limits.mostPerPage, customAudienceIds: ids})
}

/** Why a subscriber gets nothing now. */
function whyNot(
  row: NotificationMessageToken,
  subscriber: Omit<Subscriber, 'skip' | 'zone'>,
  {recent, nowMs}: SubscriberNeeds,
): Subscriber['skip'] {
  const status = subscriberStatus(row, nowMs)
  if (status === 'expired') return {reason: 'expired', detail: 'the subscription has expired'}
  if (status === 'resting') {
    const at = new Date((row.next_eligible_time_for_paid_messaging ?? 0) * 1000).toISOString()
    return {reason: 'resting', detail: `can get the next marketing message at ${at}`}
  }
  const run = recent.runFor(subscriber)
  return run === undefined ? undefined : {reason: 'resting', detail: restingSince(run)}
}

/** Why a person whom another run wrote to is left out. */
export const restingSince = (run: string): string => `got a message of the run ${run} in the last 12 hours`

/** All that a person can be named by. */
const keysOf = ({psid, token}: Subscriber, nameOf: (token: string) => string): readonly string[] => [
  psid,
  token,
  nameOf(token),
]

/** The columns of exports of subscribers, besides those of people. */
export const tokenColumns = [
  'token',
  'notification_messages_token',
  'messenger_subscription_token',
  'subscription_token',
  'subscriber_token',
]

/** The columns that may name a subscriber. */
export const subscriberColumns: IdColumns = {
  names: [...psidColumns.names, ...tokenColumns],
  weakNames: psidColumns.weakNames,
}

interface Source {
  readonly all: () => AsyncIterable<Subscriber>
  readonly nameOf: (token: string) => string
}

type FindSubscriber = (row: RecipientRow) => Subscriber | undefined

/** Reads the rows that narrow the subscribers. */
type ReadListed = (find: FindSubscriber) => AsyncIterable<RecipientRow>

/** The rows of a file. */
function readListed(
  context: Context,
  {to, skipInvalid, rejects, overwrite, psidColumn, sheet}: SubscriberFlags & {readonly to: string},
  {onRefusal, hasOwnZones = false}: SubscriberNeeds,
  find: FindSubscriber,
): AsyncGenerator<RecipientRow> {
  const rows = readFileRows(context, to, {
    columns: psidColumn === undefined ? subscriberColumns : undefined,
    ...{skipInvalid, rejects, overwrite, psidColumn, sheet, onRefusal},
    // A row may have a token.
    rejectsMode: 0o600,
    keepsInvalid: skipInvalid === true || onRefusal !== undefined,
    reasonOf: row =>
      (find(row) === undefined ? refusalOf(row) : undefined) ?? (hasOwnZones ? zoneFault(row) : undefined),
  })
  return hasOwnZones ? withZones(rows) : rows
}

/** The listed rows, in their order, as subscribers. */
async function* narrowed(
  read: ReadListed,
  {onListed, hasOwnZones = false}: SubscriberNeeds,
  {all, nameOf}: Source,
): AsyncGenerator<RecipientRow> {
  const known = new Map<string, Subscriber>()
  for await (const subscriber of all())
    for (const key of keysOf(subscriber, nameOf)) if (!known.has(key)) known.set(key, subscriber)
  const find = (row: RecipientRow) => valuesOf(row).flatMap(value => known.get(value) ?? [])[0]
  const listed = read(find)
  for await (const row of onListed === undefined ? listed : watched(listed, onListed)) {
    const found = find(row)
    if (hasOwnZones && zoneFault(row) !== undefined) {
      yield {...row, psid: ''}
      continue
    }
    // The file is newer than the subscription.
    if (found !== undefined)
      yield {...row, ...found, zone: hasOwnZones ? (row.zone ?? found.zone) : undefined}
    else if (refusalOf(row) === undefined) yield {...row, ...notSubscribed(row, nameOf)}
    else yield {...row, ...malformed(row)}
  }
}

/** The id of a row, or what its columns of tokens have instead. */
export const valuesOf = ({psid, fields}: RecipientRow): readonly string[] =>
  [psid, ...tokenColumns.map(name => fields[name] ?? '')].filter(value => value !== '')

/** Why a row that names no subscriber is refused; undefined for an id of somebody. What it has may be a secret and is not shown. */
export function refusalOf(row: RecipientRow): string | undefined {
  if (row.skip?.reason === 'malformed') return row.skip.detail
  const [value] = valuesOf(row)
  if (value === undefined) return 'there is no id'
  if (isNumericId(value) || isTokenLike(value)) return undefined
  const reason = malformedReason({...row, psid: value})
  return reason?.includes('spreadsheet') === true
    ? reason
    : 'this is neither a page-scoped id nor the token of a subscriber'
}

/** A token of somebody who is no subscriber any more is a secret as well. */
function notSubscribed(row: RecipientRow, nameOf: (token: string) => string) {
  const [value = ''] = valuesOf(row)
  const isShown = isNumericId(value) || subscriberName.test(value)
  return {
    psid: isShown ? value : nameOf(value),
    skip: {reason: 'notSubscribed', detail: 'is not a subscriber of this Page'},
  }
}

/** A row that `--skip-invalid` leaves out. */
const malformed = (row: RecipientRow) => ({
  psid: '',
  skip: {reason: 'malformed', detail: refusalOf(row) ?? ''},
})
