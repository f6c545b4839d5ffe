import type {Command} from 'commander'
import {warnOfOptOut} from '../../../audience/opt-outs.ts'
import {parsePsid} from '../../../audience/people.ts'
import type {Context} from '../../../context.ts'
import {UsageError} from '../../../errors.ts'
import type {MessageTagName} from '../../../platform/message-tags.ts'
import type {
  Message,
  MessagingType,
  Recipient,
  SendRequest,
  SendResponse,
} from '../../../platform/messages.ts'
import type {View} from '../../../terminal/view.ts'
import {completedArgument, completedOption} from '../../shared/arguments/completed.ts'
import {declareForce, type ForceOptions} from '../../shared/arguments/force.ts'
import {uploading} from '../../shared/files/uploading.ts'
import {type CheckOptions, checkRequest, flagged} from '../../shared/wording/checked-request.ts'
import {declareStrict, type StrictOptions} from '../../shared/wording/faults.ts'

/** The recipient of a message, if not a PSID. */
export interface RecipientOptions {
  readonly userRef?: string
  readonly comment?: string
  readonly post?: string
}

/** How a message is sent. */
export interface SendOptions extends RecipientOptions, ForceOptions, StrictOptions {
  readonly type?: string
  readonly tag?: string
  readonly persona?: string
  readonly replyTo?: string
}

/** Declares the recipient; the command's own argument follows it. */
export function declareRecipient(command: Command): Command {
  return command
    .addArgument(
      completedArgument('people', '[psid]', 'the person; leave it out with --user-ref, --comment or --post'),
    )
    .option('--user-ref <ref>', 'send to the reference of a checkbox plugin')
    .option('--comment <id>', 'send a private reply to a comment')
    .option('--post <id>', "send a private reply to a visitor's post")
}

/** Declares what every message can have. */
export function declareSending(command: Command): Command {
  return declareStrict(declareForce(command))
    .addOption(
      completedOption(
        'messagingTypes',
        '--type <type>',
        'RESPONSE, UPDATE, MESSAGE_TAG or UTILITY (default: RESPONSE, with --tag MESSAGE_TAG)',
      ),
    )
    .option('--tag <tag>', 'HUMAN_AGENT or CUSTOMER_FEEDBACK: up to 7 days after the person wrote')
    .addOption(completedOption('personas', '--persona <id>', 'with the name and picture of this persona'))
    .option('--reply-to <mid>', 'as a reply to this message')
}

/**
 * The recipient, and the command's own arguments after it: without a PSID, the first of them takes its place.
 * @throws {UsageError} if there is no recipient or more than one.
 */
export function takeRecipient(
  given: readonly (string | undefined)[],
  {userRef, comment, post}: RecipientOptions,
): {readonly recipient: Recipient; readonly rest: readonly (string | undefined)[]} {
  const named = [
    userRef === undefined ? undefined : {user_ref: userRef},
    comment === undefined ? undefined : {comment_id: comment},
    post === undefined ? undefined : {post_id: post},
  ].filter(recipient => recipient !== undefined)
  const [recipient, second] = named
  if (second !== undefined) throw new UsageError('--user-ref, --comment and --post exclude each other')
  if (recipient !== undefined) {
    const rest = given.slice(0, -1)
    if (given.at(-1) !== undefined)
      throw new UsageError('A PSID and another recipient exclude each other', {hint: 'Leave one out'})
    return {recipient, rest}
  }
  const [psid, ...rest] = given
  if (psid === undefined)
    throw new UsageError('The recipient is missing', {hint: 'Give the PSID of the person first'})
  return {recipient: {id: parsePsid(psid)}, rest}
}

/** The request for a message. */
export function toRequest(recipient: Recipient, message: Message, options: SendOptions): SendRequest {
  const {tag, persona, replyTo} = options
  const type = options.type?.toUpperCase() ?? (tag === undefined ? 'RESPONSE' : 'MESSAGE_TAG')
  return {
    recipient,
    messaging_type: type as MessagingType,
    message,
    ...(tag === undefined ? {} : {tag: tag.toUpperCase() as MessageTagName}),
    ...(persona === undefined ? {} : {persona_id: persona}),
    ...(replyTo === undefined ? {} : {reply_to: {mid: replyTo}}),
  }
}

/** What the platform answered to a message. */
export interface SentMessage {
  /** Undefined for a recipient that is not a PSID. */
  readonly recipientId: string | undefined
  /** Undefined for a sender action, which is not a message. */
  readonly messageId: string | undefined
  /** Of an attachment that was saved with the message. */
  readonly attachmentId: string | undefined
}

/**
 * Checks a request as far as possible here, and sends it. With `force`, it may use what has ended.
 * @throws {InvalidInputError} with every fault, before anything is sent.
 */
export async function send(
  context: Context,
  request: SendRequest,
  options: CheckOptions = {},
): Promise<SentMessage> {
  const filled = await checkAndFill(context, request, options)
  const {file} = options
  await warnIfOptedOut(context, filled)
  const {messages} = await context.api()
  const response = await (file === undefined
    ? messages.send(filled)
    : uploading(context, file, how => messages.sendFile(filled, file, how)))
  return toSent(response)
}

/** Warns if the person of a message opted out of messages to many people. */
export async function warnIfOptedOut(context: Context, {recipient, message}: SendRequest): Promise<void> {
  if (message !== undefined && 'id' in recipient) await warnOfOptOut(context, String(recipient.id))
}

/** An answer of the Send API as a result. */
export function toSent(response: SendResponse): SentMessage {
  const {recipient_id: recipientId, message_id: messageId, attachment_id: attachmentId} = response
  return {recipientId, messageId, attachmentId}
}

/** The request with the names of the person filled in. A dry run reads none, and notes that they are filled in later. */
async function checkAndFill(
  context: Context,
  request: SendRequest,
  options: CheckOptions,
): Promise<SendRequest> {
  const isPersonal = JSON.stringify(request).includes('{{')
  const personal = isPersonal
    ? (await import('./personal.ts')).toPersonal(context, request, options.given ?? flagged)
    : undefined
  if (personal === undefined) {
    return checkRequest(context, request, options)
  }
  await checkRequest(context, personal.example, options)
  if (context.globals.dryRun) {
    context.io.note('The names in {{…}} are filled in from the profile of the person when it is sent.')
    return request
  }
  const filled = await personal.fill()
  return checkRequest({...context, io: {...context.io, warn: () => {}, note: () => {}}}, filled, options)
}

export const view: View<SentMessage> = ({recipientId, messageId, attachmentId}, {good}) => {
  const to = recipientId === undefined ? '' : ` for ${recipientId}`
  const saved = attachmentId === undefined ? '' : `\nSaved as attachment ${attachmentId}, for 90 days`
  return `${good('✔')} Accepted${to}${messageId === undefined ? '' : `: ${messageId}`}${saved}`
}
