import {readFileRows} from '../../audience/file-rows.ts'
import {type PsidColumnFlags, refuseListFlags} from '../../audience/list-flags.ts'
import type {MessageDraft, SendRequest} from '../../bulk/manifest.ts'
import type {Fields} from '../../bulk/personal-text.ts'
import {planRecipients} from '../../bulk/plan.ts'
import type {RecipientRow} from '../../bulk/recipient-rows.ts'
import {inWords} from '../../cli/hints/faults.ts'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import {parseCount} from '../shared/arguments/count.ts'
import {fileNamed} from '../shared/files/file-named.ts'
import {withMacrosKept} from '../shared/files/marketing-macros.ts'
import {type MessageOptions, readMessage} from '../shared/files/message-source.ts'
import {judge} from '../shared/wording/faults.ts'

export interface FilledFlags extends MessageOptions, PsidColumnFlags {
  readonly to?: string
  /** The number of the person in the file, 1 for the first. */
  readonly row?: string
  readonly via?: 'marketing'
}

/** A message as one person gets it. */
export interface FilledMessage {
  readonly request: SendRequest
  /** What the file says of the person. */
  readonly fields: Fields
  /** Undefined without a file. */
  readonly psid: string | undefined
}

/** Who sees the message when no file names people; the preview's own person has this name. */
const example: RecipientRow = {
  psid: '1',
  place: 'the example',
  fields: {name: 'Ada Lindqvist', first_name: 'Ada', last_name: 'Lindqvist', full_name: 'Ada Lindqvist'},
}

/**
 * The message of a file or of flags, filled in for one person and checked like in a broadcast.
 * @throws {InvalidInputError} with the faults of the message; {UsageError} if there is no such person.
 */
export async function filledMessage(
  context: Context,
  file: string | undefined,
  flags: FilledFlags,
): Promise<FilledMessage> {
  const {to} = flags
  if (file === '-' && to === '-')
    throw new UsageError('Standard input cannot be both the message and the people')
  if (to === undefined) {
    refuseListFlags(flags, '--to people.csv')
    if (flags.row !== undefined)
      throw new UsageError('--row works only with a file', {hint: 'Name one: --to people.csv'})
  }
  const plan = await (flags.via === 'marketing'
    ? readOffer(context, file, flags)
    : readOwn(context, file, flags))
  const row = to === undefined ? example : await personIn(context, to, flags)
  const {examples} = await planRecipients(asRows(row), {...plan, file: to})
  const [request] = examples
  if (request === undefined) throw new UsageError('The person cannot get a message')
  return {request, fields: row.fields, psid: to === undefined ? undefined : row.psid}
}

type Plan = Pick<Parameters<typeof planRecipients>[1], 'message' | 'check' | 'messageInput'>

/** The platform's checks need only the day, and no token: a preview works without an account. */
const today = ({clock}: Context): string => new Date(clock.now()).toISOString().slice(0, 10)

async function readOwn(context: Context, file: string | undefined, flags: FilledFlags): Promise<Plan> {
  const {message: given, input} = await readMessage(context, file, flags)
  const {checkSendRequest, faultsOfCall, judgeSendRequest} = await import('../../platform/messages-check.ts')
  const known = {today: today(context), needsRecipient: false, isEmulated: true}
  judge(context.io, input, faultsOfCall(given))
  const message = judgeSendRequest(given, known).request as MessageDraft
  refuseStored(message)
  return {message, messageInput: input, check: filled => inWords(checkSendRequest(filled, known))}
}

async function readOffer(context: Context, file: string | undefined, flags: FilledFlags): Promise<Plan> {
  const {message: given, input} = await readMessage(context, file, flags)
  const {checkMarketingRequest, judgeMarketingRequest} = await import(
    '../../platform/marketing-messages-check.ts'
  )
  const {messaging_type: _, ...draft} = given
  const known = {today: today(context), needsTarget: false, isEmulated: true}
  const message = withMacrosKept(judgeMarketingRequest(draft, known).request as unknown as MessageDraft)
  return {message, messageInput: input, check: filled => inWords(checkMarketingRequest(filled, known))}
}

/** @throws {UsageError} for what only the Page has: it is sent by its id or name. */
function refuseStored({message, persona_id: persona}: MessageDraft): void {
  const {template, attachment} = message as {
    readonly template?: {readonly name?: unknown}
    readonly attachment?: {readonly payload?: {readonly attachment_id?: unknown}}
  }
  const hint = 'Send it to a tester to see it: msgr broadcast send --help, --test-to'
  if (template !== undefined)
    throw new UsageError(`The Page has the text of the utility template ${template.name}`, {hint})
  if (attachment?.payload?.attachment_id !== undefined)
    throw new UsageError('A saved attachment is at the Page, so it cannot be shown here', {hint})
  if (persona !== undefined)
    throw new UsageError('A persona is at the Page, so it cannot be shown here', {hint})
}

/** @throws {UsageError} if the file has fewer people. */
async function personIn(
  context: Context,
  file: string,
  {row: number, psidColumn, sheet}: FilledFlags,
): Promise<RecipientRow> {
  const wanted = parseCount(number, '--row') ?? 1
  let found: RecipientRow | undefined
  let count = 0
  for await (const row of readFileRows(context, file, {psidColumn, sheet, skipInvalid: true})) {
    count += 1
    if (count === wanted) found = row
  }
  if (found !== undefined) return found
  const people = count === 1 ? '1 person' : `${count} people`
  throw new UsageError(`${fileNamed(file) ?? 'Standard input'} has ${people}, so there is no row ${wanted}`)
}

async function* asRows(row: RecipientRow): AsyncGenerator<RecipientRow> {
  yield row
}
