import type {Api} from '../../api/index.ts'
import type {RecipientRow} from '../../bulk/recipient-rows.ts'
import type {Context} from '../../context.ts'
import {MsgrError, UsageError} from '../../errors.ts'
import {type LabelId, type Psid, toPsid} from '../../platform/ids.ts'
import {MAX_BATCH_OPERATIONS} from '../../platform/route.ts'
import {askAll} from '../ask-all.ts'
import {type Walked, walkConversations} from '../conversation/walk.ts'
import {inGroups} from '../groups.ts'
import {type InvalidRowsFlags, readFileRows} from '../invalid-rows.ts'
import {resolveLabel} from '../label/resolve.ts'
import {parseDuration} from './moments.ts'
import {type Window, windowOf} from './window.ts'

export interface AudienceOptions extends InvalidRowsFlags {
  readonly to?: string
  readonly label?: string
  readonly activeWithin?: string
  readonly all?: boolean
}

/** What of the message decides about the audience. */
export interface AudienceNeeds {
  /** The columns it takes text from. */
  readonly names: readonly string[]
  /** How long after a person's last message it may be sent; undefined for always. */
  readonly windowMs: number | undefined
}

export interface Audience {
  readonly rows: AsyncIterable<RecipientRow>
  /** How many there are with which window; complete when the rows are read. */
  readonly windows: Readonly<Record<Window['state'], number>>
}

/**
 * The people a message is for: those of a file, or those who wrote to the Page.
 * @throws {UsageError} if the flags name nobody, or people in two ways.
 */
export async function findAudience(
  context: Context,
  options: AudienceOptions,
  needs: AudienceNeeds,
): Promise<Audience> {
  const {to, label, activeWithin, all = false} = options
  const isWalk = label !== undefined || activeWithin !== undefined || all
  if ((to !== undefined) === isWalk) {
    throw new UsageError(isWalk ? 'People are named in two ways' : 'Nobody is named', {
      hint: 'Give either a file, --to people.csv, or people who wrote: --label NAME, --active-within 24h or --all',
    })
  }
  const windows = {open: 0, closed: 0, unknown: 0}
  const rows =
    to === undefined
      ? await walkAudience(context, options, needs, windows)
      : readFile(context, to, options, windows)
  return {rows, windows}
}

async function* readFile(
  {io}: Context,
  file: string,
  {skipInvalid, rejects}: InvalidRowsFlags,
  windows: {unknown: number},
): AsyncGenerator<RecipientRow> {
  for await (const row of readFileRows(io, file, {skipInvalid, rejects, keepsInvalid: true})) {
    windows.unknown += 1
    yield row
  }
}

async function walkAudience(
  context: Context,
  options: AudienceOptions,
  needs: AudienceNeeds,
  windows: Record<Window['state'], number>,
): Promise<AsyncGenerator<RecipientRow>> {
  if (context.globals.dryRun) {
    throw new UsageError('A dry run makes no call, so it cannot find out who wrote', {
      hint: 'To see the plan, without sending: msgr broadcast plan',
    })
  }
  const api = await context.api()
  const {label, activeWithin} = options
  if (activeWithin !== undefined) parseDuration(activeWithin, '--active-within')
  const labelId = label === undefined ? undefined : await resolveLabel(context, api, label)
  return walkRows(context, {api, labelId, activeWithin}, needs, windows)
}

interface Walk {
  readonly api: Api
  readonly labelId: LabelId | undefined
  readonly activeWithin: string | undefined
}

async function* walkRows(
  context: Context,
  {api, labelId, activeWithin}: Walk,
  {names, windowMs}: AudienceNeeds,
  windows: Record<Window['state'], number>,
): AsyncGenerator<RecipientRow> {
  const bar = context.progress.start('Looking for people')
  const nowMs = context.clock.now()
  let seen = 0
  let found = 0
  try {
    const walk = walkConversations(context, {activeWithin, activity: 'moved'})
    for await (const group of inGroups(walk, MAX_BATCH_OPERATIONS)) {
      seen += group.length
      const wanted = await underLabel(context, api, withPsid(group), labelId)
      const open: Addressed[] = []
      for (const person of wanted) {
        const {psid, walked} = person
        const window = windowOf(walked.conversation, psid, {windowMs, nowMs})
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

interface Wanted {
  readonly psid: Psid
  readonly walked: Walked
}

/** Somebody who may be written to. */
interface Addressed extends Wanted {
  readonly place: string
  readonly until: number | undefined
}

function withPsid(group: readonly Walked[]): readonly Wanted[] {
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

/**
 * Those of some people who are under a label.
 * @throws {MsgrError} if the platform does not tell the labels of somebody: the message would miss them in silence.
 */
async function underLabel(
  context: Context,
  {customLabels}: Api,
  people: readonly Wanted[],
  labelId: LabelId | undefined,
): Promise<readonly Wanted[]> {
  if (labelId === undefined) return people
  const psids = people.map(({psid}) => psid)
  const told = await askAll(context, psids, customLabels.ofAll)
  return people.filter(({psid}, index) => {
    const labels = told[index]
    if (labels !== undefined && 'answer' in labels) return labels.answer.some(({id}) => id === labelId)
    throw new MsgrError(`The platform does not tell the labels of ${psid}: ${labels?.failed}`)
  })
}

/** The names of people, as far as the message uses them. What the Page may not see is left out. */
async function namesOf(
  context: Context,
  {users}: Api,
  people: readonly Wanted[],
  names: readonly string[],
): Promise<readonly RecipientRow['fields'][]> {
  const known = people.map(({walked}) => ({name: walked.listed.name ?? ''}))
  if (people.length === 0 || (!names.includes('first_name') && !names.includes('last_name'))) return known
  const psids = people.map(({psid}) => psid)
  const told = await askAll(context, psids, all => users.getAll(all, ['name', 'first_name', 'last_name']))
  return known.map(({name}, index) => {
    const profile = told[index]
    if (profile === undefined || 'failed' in profile) return {name}
    const {first_name = '', last_name = ''} = profile.answer
    return {name: profile.answer.name ?? name, first_name, last_name}
  })
}
