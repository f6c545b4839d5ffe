import type {Api} from '../api/index.ts'
import {malformedReason, type Place, type RecipientRow} from '../bulk/recipient-rows.ts'
import {targetClock} from '../commands/shared/arguments/target-time.ts'
import type {Context} from '../context.ts'
import {UsageError} from '../errors.ts'
import {type Psid, toPsid} from '../platform/ids.ts'
import {MAX_BATCH_OPERATIONS} from '../platform/route.ts'
import {profileNames} from '../platform/users.ts'
import {askAll} from './ask-all.ts'
import {type FileRowsOptions, type InvalidRowsFlags, readFileRows} from './file-rows.ts'
import {
  type Exclusion,
  type FilterFlags,
  filterRows,
  keepByLabels,
  type LabelRule,
  type OnExcluded,
  resolveLabels,
} from './filters.ts'
import {inGroups} from './groups.ts'
import {type PsidColumnFlags, refuseListFlags} from './list-flags.ts'
import {type Walked, walkConversations} from './walk.ts'
import {type Window, windowOf} from './window.ts'
import {withZones, zoneFault} from './zones.ts'

export interface AudienceOptions extends InvalidRowsFlags, PsidColumnFlags, FilterFlags {
  readonly to?: string
  readonly all?: boolean
}

/** What the audience depends on in the message. */
export interface AudienceNeeds {
  /** The columns that fill in its text. */
  readonly names: readonly string[]
  /** How long after a person's last message it may be sent, in milliseconds; undefined for always. */
  readonly windowMs: number | undefined
  /** Whether people have their own hours, by the time zone in a column of the file. */
  readonly hasOwnZones?: boolean | undefined
  /** Called for each row of a file, before anything decides about it. */
  readonly onListed?: ((row: RecipientRow) => void) | undefined
  /** Called for each person whom the flags exclude. */
  readonly onExcluded?: OnExcluded | undefined
  /** Receives the refusal of a list with its invalid rows; without it, the refusal is thrown. */
  readonly onRefusal?: FileRowsOptions['onRefusal']
}

export interface Audience {
  readonly rows: AsyncIterable<RecipientRow>
  /** The number of people for each state of the window; complete when the rows are read. */
  readonly windows: Readonly<Record<Window['state'], number>>
  /** How many of the people who were considered the flags exclude, by reason; complete when the rows are read. */
  readonly excluded: Readonly<Partial<Record<Exclusion, number>>>
}

/**
 * The people a message is for: those in a file, or those who wrote to the Page, if they have the labels and
 * were active.
 * @throws {UsageError} if the flags select nobody, or people in two ways.
 */
export async function findAudience(
  context: Context,
  options: AudienceOptions,
  needs: AudienceNeeds,
): Promise<Audience> {
  const {to, label, notLabel = [], activeWithin, all = false} = options
  if (to !== undefined && all)
    throw new UsageError('People are selected in two ways', {hint: 'Leave out --all, or the file of --to'})
  if (to === undefined && !all && label === undefined && activeWithin === undefined) {
    throw new UsageError(
      notLabel.length > 0 ? 'The flags only say whom to exclude' : 'No people are selected',
      {
        hint: 'Select a file, --to people.csv, or people who wrote: --label NAME, --active-within 24h or --all',
      },
    )
  }
  if (to === undefined) refuseListFlags(options, '--to people.csv')
  const windows = {open: 0, closed: 0, unknown: 0}
  const excluded: Partial<Record<Exclusion, number>> = {}
  const onExcluded: OnExcluded = (psid, why) => {
    excluded[why] = (excluded[why] ?? 0) + 1
    return needs.onExcluded?.(psid, why)
  }
  const rows =
    to === undefined
      ? await walkAudience(context, options, {...needs, onExcluded}, windows)
      : countUnknown(filterRows(context, readFile(context, to, options, needs), options, onExcluded), windows)
  return {rows, windows, excluded}
}

async function* countUnknown(
  rows: AsyncIterable<RecipientRow>,
  windows: {unknown: number},
): AsyncGenerator<RecipientRow> {
  for await (const row of rows) {
    if (malformedReason(row) === undefined) windows.unknown += 1
    yield row
  }
}

function readFile(
  context: Context,
  file: string,
  {skipInvalid, rejects, overwrite, psidColumn, sheet}: AudienceOptions,
  {onRefusal, onListed, hasOwnZones = false}: AudienceNeeds,
): AsyncGenerator<RecipientRow> {
  const keepsInvalid = skipInvalid === true || onRefusal !== undefined
  const flags = {skipInvalid, rejects, overwrite, psidColumn, sheet}
  const reasonOf = hasOwnZones ? (row: RecipientRow) => malformedReason(row) ?? zoneFault(row) : undefined
  const read = readFileRows(context, file, {...flags, keepsInvalid, onRefusal, reasonOf})
  const rows = hasOwnZones ? withZones(read) : read
  return onListed === undefined ? rows : watched(rows, onListed)
}

/** Shows each row to somebody on its way. */
export async function* watched<Row>(rows: AsyncIterable<Row>, show: (row: Row) => void): AsyncGenerator<Row> {
  for await (const row of rows) {
    show(row)
    yield row
  }
}

async function walkAudience(
  context: Context,
  options: AudienceOptions,
  needs: WalkNeeds,
  windows: Record<Window['state'], number>,
): Promise<AsyncGenerator<RecipientRow>> {
  if (context.globals.dryRun) {
    throw new UsageError('A dry run makes no calls, so it cannot find out who wrote', {
      hint: 'To see the plan, without sending: msgr broadcast plan',
    })
  }
  const api = await context.api()
  const {activeWithin} = options
  const rule = await resolveLabels(context, api, options)
  return walkRows(context, {api, rule, activeWithin}, needs, windows)
}

type WalkNeeds = AudienceNeeds & {readonly onExcluded: OnExcluded}

interface Walk {
  readonly api: Api
  readonly rule: LabelRule
  readonly activeWithin: string | undefined
}

async function* walkRows(
  context: Context,
  {api, rule, activeWithin}: Walk,
  {names, windowMs, onExcluded}: WalkNeeds,
  windows: Record<Window['state'], number>,
): AsyncGenerator<RecipientRow> {
  const bar = context.progress.start('Looking for people')
  const now = await targetClock(context, api)
  let seen = 0
  let found = 0
  try {
    const walk = walkConversations(context, {activeWithin})
    for await (const group of inGroups(walk, MAX_BATCH_OPERATIONS)) {
      seen += group.length
      const wanted = await keepByLabels(context, api, withPsid(group), rule, onExcluded)
      const open: Addressed[] = []
      for (const person of wanted) {
        const {psid, walked} = person
        const window = windowOf(walked.conversation, psid, {windowMs, nowMs: now()})
        windows[window.state] += 1
        const place = `conversation ${walked.conversation.id}`
        if (window.state === 'closed') yield {psid, place, fields: {}, skip: closedWindow(window)}
        else open.push({...person, place, until: window.until})
      }
      const fields = await namesOf(context, api, open, names)
      for (const [index, {psid, place, until}] of open.entries())
        yield {psid, place, fields: fields[index] ?? {}, until}
      found += wanted.length
      bar.update(`${seen} conversations, ${found} people`)
    }
  } finally {
    bar.stop()
  }
}

interface WalkedPerson {
  readonly psid: Psid
  readonly walked: Walked
}

/** A person who may be written to. */
interface Addressed extends WalkedPerson {
  readonly place: Place
  readonly until: number | undefined
}

function withPsid(group: readonly Walked[]): readonly WalkedPerson[] {
  return group.flatMap(walked => {
    const psid = toPsid(walked.listed.psid ?? '')
    return psid === undefined ? [] : [{psid, walked}]
  })
}

function closedWindow({until = 0}: Window): RecipientRow['skip'] {
  return {
    reason: 'windowClosed',
    detail: `the messaging window closed at ${new Date(until).toISOString()} or before`,
  }
}

/** The names of people that the message uses. Names that the Page may not see are left out. */
async function namesOf(
  context: Context,
  {users}: Api,
  people: readonly WalkedPerson[],
  names: readonly string[],
): Promise<readonly RecipientRow['fields'][]> {
  const known = people.map(({walked}) => ({name: walked.listed.name ?? ''}))
  if (people.length === 0 || (!names.includes('first_name') && !names.includes('last_name'))) return known
  const psids = people.map(({psid}) => psid)
  const profiles = await askAll(context, psids, all => users.getAll(all, profileNames))
  return known.map(({name}, index) => {
    const profile = profiles[index]
    if (profile === undefined || 'failed' in profile) return {name}
    const {first_name = '', last_name = ''} = profile.answer
    return {name: profile.answer.name ?? name, first_name, last_name}
  })
}
