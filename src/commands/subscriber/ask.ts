import type {Command} from 'commander'
import {declarePsidColumn, type PsidColumnFlags} from '../../audience/list-flags.ts'
import {findLabelled} from '../../audience/opt-out-label.ts'
import {isOnList, openOptOuts} from '../../audience/opt-outs.ts'
import {readPeople} from '../../audience/people.ts'
import {personWindows} from '../../audience/person-window.ts'
import type {Window} from '../../audience/window.ts'
import type {Context} from '../../context.ts'
import {type ExitCode, exitCodes, GraphError, InDoubtError, MsgrError, UsageError} from '../../errors.ts'
import {explainRefusal} from '../../platform/graph-errors.ts'
import type {Psid} from '../../platform/ids.ts'
import type {Message, SendRequest} from '../../platform/messages.ts'
import type {CsvForm} from '../../terminal/csv.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument, completedOption} from '../shared/arguments/completed.ts'
import {plural} from '../shared/arguments/count.ts'
import {parseZone} from '../shared/arguments/time-zone.ts'
import {checkRequest} from '../shared/wording/checked-request.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {outcomesText, type PersonOutcome} from '../shared/wording/person-outcome.ts'

interface AskOptions extends PsidColumnFlags {
  readonly title?: string
  readonly image?: string
  readonly payload?: string
  readonly timezone?: string
  readonly from?: string
}

interface AskedPerson extends PersonOutcome {
  readonly messageId: string | undefined
  /** Whether the person may have got the request although no answer came. */
  readonly inDoubt: boolean
}

/** What became of the requests. */
export interface Asked {
  readonly title: string
  readonly people: readonly AskedPerson[]
}

export const csv: CsvForm = {
  columns: ['psid', 'done', 'messageId', 'inDoubt', 'reason'],
  rows: ({people}: Asked) => people,
}

export function declare(command: Command): void {
  declarePsidColumn(
    command
      .addArgument(
        completedArgument('people', '[psid...]', 'the people; each must have written in the last 24 hours'),
      )
      .addOption(
        completedOption(
          'files',
          '--from <file>',
          'people from a file: CSV or Excel with a column psid, or one PSID per line; - reads standard input',
        ),
      ),
  )
    .option('--title <text>', 'what they are asked for, at most 65 characters: "Our weekly offers"')
    .option('--image <url>', 'a picture above the title')
    .option('--payload <text>', 'comes back in the event messaging_optins')
    .option('--timezone <zone>', 'the time zone of the person, such as Europe/Vienna')
    .addHelpText(
      'after',
      `
Sends a request that the person answers with one tap; from then on they are a subscriber, and the event messaging_optins has their
token. The platform takes it only within 24 hours after the person wrote, which is checked first, and
once a week for each title. With several people, asks first. People who opted out (msgr optout list) are not asked.`,
    )
  addExamples(
    command,
    'msgr subscriber ask 6411223344556677 --title "Our weekly offers"',
    'msgr subscriber ask --from people.csv --title "Our weekly offers" --yes',
  )
}

export async function run(context: Context, given: string[], options: AskOptions): Promise<Asked> {
  const {title, from, psidColumn, sheet} = options
  if (title === undefined || title.trim() === '') {
    throw new UsageError('The title is missing: what people are asked for', {
      hint: 'Give it in quotes: --title "Our weekly offers"',
    })
  }
  if (options.timezone !== undefined) parseZone(options.timezone, '--timezone', {isName: true})
  const people = await readPeople(context, given, from, {psidColumn, sheet})
  const message = toMessage(title, options)
  const [first] = people
  await checkRequest(context, {recipient: {id: first}, messaging_type: 'RESPONSE', message})
  if (people.length > 1) await context.prompt.agree(`Ask ${plural(people.length, 'person', 'people')}?`)
  return {title, people: await askEach(context, people, message)}
}

function toMessage(title: string, {image, payload, timezone}: AskOptions): Message {
  return {
    attachment: {
      type: 'template',
      payload: {
        template_type: 'notification_messages',
        title,
        ...(image === undefined ? {} : {image_url: image}),
        ...(payload === undefined ? {} : {payload}),
        ...(timezone === undefined ? {} : {notification_messages_timezone: timezone}),
      },
    },
  }
}

/** One after the other; who fails does not stop the others, unless everybody would. A single failure is thrown. */
async function askEach(
  context: Context,
  people: readonly Psid[],
  message: Message,
): Promise<readonly AskedPerson[]> {
  const {globals, signal} = context
  const api = await context.api()
  const labelled = await findLabelled(
    context,
    api,
    people.map(psid => ({psid})),
  )
  const windowOf = globals.dryRun ? undefined : await personWindows(context)
  const optOuts = await openOptOuts(context)
  const outcomes: AskedPerson[] = []
  const ask = async (psid: Psid): Promise<AskedPerson> => {
    await optOuts.refresh()
    if (optOuts.has({psid}) || labelled.has(psid))
      throw isOnList(psid, 'they are not asked for more messages')
    const window = await windowOf?.(psid)
    if (window?.state === 'closed') throw closed(psid, window)
    const {message_id: messageId} = await api.messages.send({recipient: {id: psid}, message} as SendRequest)
    return {psid, done: true, messageId, inDoubt: false, reason: undefined}
  }
  for (const [index, psid] of people.entries()) {
    try {
      signal.throwIfAborted()
      outcomes.push(await ask(psid))
    } catch (error) {
      const isExpected = error instanceof MsgrError || signal.aborted
      const isFirst = !outcomes.some(({done, inDoubt}) => done || inDoubt)
      if (!isExpected || people.length === 1 || (isFirst && endsRun(error))) throw error
      outcomes.push(failed(psid, error))
      if (!endsRun(error)) continue
      const reason = `Not asked: ${error instanceof MsgrError ? error.message : 'interrupted before'}`
      const rest = people.slice(index + 1)
      return [...outcomes, ...rest.map(each => ({...failed(each, error), inDoubt: false, reason}))]
    }
  }
  return outcomes
}

function failed(psid: Psid, error: unknown): AskedPerson {
  const reason = error instanceof MsgrError ? error.message : 'interrupted before'
  return {psid, done: false, messageId: undefined, inDoubt: error instanceof InDoubtError, reason}
}

/** Whether everybody after this person would fail alike. */
function endsRun(error: unknown): boolean {
  if (error instanceof InDoubtError) return false
  if (!(error instanceof GraphError)) return !(error instanceof MsgrError && isOfOnePerson(error))
  const found = explainRefusal(error.refusal)?.onSend
  return found === 'stop' || found === 'throttled'
}

const isOfOnePerson = ({reason}: MsgrError) => reason === 'outsideWindow' || reason === 'personOptedOut'

function closed(psid: Psid, {until}: Window): MsgrError {
  const since = until === undefined ? 'they never wrote' : `it closed at ${new Date(until).toISOString()}`
  return new MsgrError(`The messaging window of ${psid} is closed: ${since}`, {
    reason: 'outsideWindow',
    hint: 'The request can be sent within 24 hours after the person writes: msgr conversation list --active-within 24h',
  })
}

export function exitCode({people}: Asked): ExitCode {
  if (people.some(({inDoubt}) => inDoubt)) return exitCodes.inDoubt
  return people.every(({done}) => done) ? exitCodes.done : exitCodes.partly
}

export const view: View<Asked> = ({people}) =>
  outcomesText('Asked #. Who agrees is in msgr subscriber list.', people)
