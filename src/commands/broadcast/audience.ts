import type {Api} from '../../api/index.ts'
import {type RecipientRow, readRecipientRows} from '../../bulk/recipient-rows.ts'
import type {Context} from '../../context.ts'
import {GraphError, UsageError} from '../../errors.ts'
import type {Participant} from '../../platform/conversations.ts'
import {type LabelId, type Psid, toPsid} from '../../platform/ids.ts'
import {resolveLabel} from '../label/resolve.ts'
import {parseDuration} from './moments.ts'
import {toMs, type Window, windowOf} from './window.ts'

export interface AudienceOptions {
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
      ? await walkConversations(context, options, needs, windows)
      : readFile(context, to, windows)
  return {rows, windows}
}

async function* readFile(
  {io}: Context,
  file: string,
  windows: {unknown: number},
): AsyncGenerator<RecipientRow> {
  for await (const row of readRecipientRows(io.readLines(file), file === '-' ? 'standard input' : file)) {
    windows.unknown += 1
    yield row
  }
}

const fields = 'id,updated_time,participants,messages.limit(5){from,created_time}'
const CONVERSATIONS_PER_CALL = 50

async function walkConversations(
  context: Context,
  {label, activeWithin}: AudienceOptions,
  needs: AudienceNeeds,
  windows: Record<Window['state'], number>,
): Promise<AsyncGenerator<RecipientRow>> {
  if (context.globals.dryRun) {
    throw new UsageError('A dry run makes no call, so it cannot find out who wrote', {
      hint: 'To see the plan, without sending: msgr broadcast plan',
    })
  }
  const api = await context.api()
  const walk = {
    api,
    pageId: (await context.connection()).pageId ?? (await api.page.get(['id'])).id,
    labelId: label === undefined ? undefined : await resolveLabel(context, api, label),
    nowMs: context.clock.now(),
    sinceMs:
      activeWithin === undefined
        ? undefined
        : context.clock.now() - parseDuration(activeWithin, '--active-within'),
  }
  return walkRows(context, walk, needs, windows)
}

interface Walk {
  readonly api: Api
  readonly pageId: string
  readonly labelId: LabelId | undefined
  readonly nowMs: number
  readonly sinceMs: number | undefined
}

async function* walkRows(
  {progress}: Context,
  {api, pageId, labelId, nowMs, sinceMs}: Walk,
  {names, windowMs}: AudienceNeeds,
  windows: Record<Window['state'], number>,
): AsyncGenerator<RecipientRow> {
  const bar = progress.start('Looking for people')
  let seen = 0
  let found = 0
  try {
    for await (const conversation of api.conversations.list({fields, limit: CONVERSATIONS_PER_CALL})) {
      // The newest come first: from here on all are too old.
      if (sinceMs !== undefined && (toMs(conversation.updated_time) ?? nowMs) < sinceMs) break
      bar.update(`${++seen} conversations, ${found} people`)
      const person = conversation.participants?.data.find(({id}) => id !== pageId)
      const psid = toPsid(person?.id ?? '')
      if (person === undefined || psid === undefined) continue
      if (labelId !== undefined && !(await hasLabel(api, psid, labelId))) continue
      found += 1
      const window = windowOf(conversation, psid, {windowMs, nowMs})
      windows[window.state] += 1
      const place = `conversation ${conversation.id}`
      if (window.state === 'closed') yield {psid, place, fields: {}, skip: closedWindow(window)}
      else yield {psid, place, fields: await namesOf(api, person, psid, names), until: window.until}
    }
  } finally {
    bar.stop()
  }
}

function closedWindow({until = 0}: Window): RecipientRow['skip'] {
  return {
    reason: 'windowClosed',
    detail: `the messaging window closed at ${new Date(until).toISOString()} or before`,
  }
}

async function hasLabel(api: Api, psid: Psid, label: LabelId): Promise<boolean> {
  for await (const {id} of api.customLabels.of(psid)) if (id === label) return true
  return false
}

/** The names of a person, as far as the message uses them. What the Page may not see is left out. */
async function namesOf(
  api: Api,
  {name = ''}: Participant,
  psid: Psid,
  names: readonly string[],
): Promise<RecipientRow['fields']> {
  if (!names.includes('first_name') && !names.includes('last_name')) return {name}
  try {
    const profile = await api.users.get(psid, ['name', 'first_name', 'last_name'])
    return {
      name: profile.name ?? name,
      first_name: profile.first_name ?? '',
      last_name: profile.last_name ?? '',
    }
  } catch (error) {
    if (error instanceof GraphError) return {name}
    throw error
  }
}
