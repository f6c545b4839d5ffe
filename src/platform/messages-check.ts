import {type AttachmentUpload, mediaTypes} from './attachments.ts'
import {endedButtons} from './buttons.ts'
import type {EndedName} from './ended.ts'
import {faultsOutside} from './extended-pages.ts'
import {fault, forTarget, settleEnded, toPath, warning} from './faults.ts'
import {isObject} from './fields-schema.ts'
import {endedTags, messageTags, newsTag} from './message-tags.ts'
import {
  beginnings,
  endedMessagingTypes,
  endedQuickReplies,
  endedRecipients,
  type SendRequest,
  type UnaddressedRequest,
} from './messages.ts'
import {attachmentUploadSchema, sendRequestSchema} from './messages-schema.ts'
import {keysOfCallIn, normalBody, withoutCall} from './normal-body.ts'
import type {RuleFault} from './rule-fault.ts'
import {endedTemplates, unclearTemplates} from './templates.ts'

export interface SendCheckOptions {
  /** The day to judge by, `YYYY-MM-DD`: what ended before it is refused. */
  readonly today: string
  /** Whether the file of the attachment travels beside the request, so that it needs no URL. Default false. */
  readonly isUpload?: boolean
  /** Whether `recipient` must be there; a message for many people has none. Default true. */
  readonly needsRecipient?: boolean
  /** Whether it is for the emulator, which fetches files from this machine too. Default false. */
  readonly isEmulated?: boolean
  /** Whether a template, or a key of one, that msgr does not know is refused; otherwise it is a warning. Default false. */
  readonly isStrict?: boolean
  /** The domains that the Page has whitelisted; undefined when that is not known, and then no page is judged by them. */
  readonly domains?: readonly string[]
}

export interface JudgedRequest<Request> {
  /**
   * The request as the platform reads it: without nulls, scalars of the type that is expected, no token in it. It is a `Request`
   * where none of the faults is an error, and may otherwise be anything.
   */
  readonly request: Request
  readonly faults: RuleFault[]
}

/** Every fault of a Send API request at once, those of the platform's limits and those of its rules; empty when it may go. */
export function checkSendRequest(value: unknown, options: SendCheckOptions): RuleFault[] {
  return judgeSendRequest(value, options).faults
}

/** The same, with the request as it is to be sent. */
export function judgeSendRequest(
  given: unknown,
  options: SendCheckOptions & {readonly needsRecipient?: true},
): JudgedRequest<SendRequest>
export function judgeSendRequest(given: unknown, options: SendCheckOptions): JudgedRequest<UnaddressedRequest>
export function judgeSendRequest(
  given: unknown,
  options: SendCheckOptions,
): JudgedRequest<UnaddressedRequest> {
  const normal = normalBody(sendRequestSchema, withoutCall(given))
  const {value} = normal
  const ofSchema = forTarget(normal.faults, options.isEmulated === true)
  const found = settleEnded(ofSchema, endedAt, options.today)
  if (!isObject(value)) return {request: value, faults: found}
  const faults = found
    .filter(each => !isMissedRecipient(each, value['recipient']))
    .map(each => (options.isStrict !== true && isInTemplate(each, value['message']) ? leniently(each) : each))
  return {request: value, faults: [...faultsOfCall(given), ...faultsOfRequest(value, faults, options)]}
}

export interface SendMessageOptions
  extends Pick<SendCheckOptions, 'today' | 'domains' | 'isEmulated' | 'isStrict'> {
  /** Where the paths of faults begin. Default: at the message itself. */
  readonly at?: readonly (string | number)[]
}

/** Every fault of a message alone, which is kept and sent later, and the message as the platform reads it. */
export function judgeSendMessage(
  message: Keys,
  {at = [], ...options}: SendMessageOptions,
): {readonly message: unknown; readonly faults: RuleFault[]} {
  const judged = judgeSendRequest({messaging_type: 'UPDATE', message}, {...options, needsRecipient: false})
  const faults = judged.faults
    .filter(({segments}) => segments[0] !== 'messaging_type')
    .map(({segments: [, ...inside], ...rest}) => {
      const segments = [...at, ...inside]
      return {...rest, segments, path: toPath(segments)}
    })
  const read: unknown = judged.request
  return {message: isObject(read) ? read['message'] : message, faults}
}

function faultsOfRequest(value: Keys, faults: readonly RuleFault[], options: SendCheckOptions): RuleFault[] {
  return [
    ...(value['recipient'] === undefined && options.needsRecipient !== false
      ? [fault('missing', ['recipient'], 'is missing')]
      : []),
    ...faults,
    ...notYet(value, options.today),
    ...contentOrAction(value),
    ...tagRules(value),
    ...sources(value['message'], options.isUpload === true),
    ...(options.domains === undefined ? [] : faultsOutside(value['message'], ['message'], options.domains)),
  ]
}

/** What belongs to the call is left out, and said. */
export function faultsOfCall(given: unknown): RuleFault[] {
  return keysOfCallIn(given).map(key =>
    warning('unknown-key', [key], 'is left out: it belongs to the call, which has its own'),
  )
}

function isInTemplate({segments}: RuleFault, message: unknown): boolean {
  if (isInParameter(segments)) return true
  const attachment = isObject(message) ? message['attachment'] : undefined
  if (!isObject(attachment) || attachment['type'] !== 'template') return false
  const [first, second, third, key] = segments
  const isInside = first === 'message' && second === 'attachment' && third === 'payload'
  return isInside && (segments.length > 4 || key !== undefined)
}

/** In a value for a placeholder of a utility template. */
function isInParameter([first, second, , , fifth, , ...rest]: RuleFault['segments']): boolean {
  return first === 'message' && second === 'template' && fifth === 'parameters' && rest.length > 0
}

/** Templates gain types and keys all the time: what resembles no known one is a warning, a slip of the pen is a fault. */
function leniently(found: RuleFault): RuleFault {
  const {rule, segments, value, meant} = found
  const isOfType = segments.length === 4 || (isInParameter(segments) && segments.at(-1) === 'type')
  const isKnownKind =
    rule === 'unknown-key' || (rule === 'unknown-value' && isOfType && typeof value === 'string')
  return isKnownKind && meant === undefined ? {...found, severity: 'warning'} : found
}

type UploadCheckOptions = Pick<SendCheckOptions, 'isUpload' | 'isEmulated'>

/** Every fault of a request that saves an attachment. */
export function checkAttachmentUpload(given: unknown, options: UploadCheckOptions = {}): RuleFault[] {
  return judgeAttachmentUpload(given, options).faults
}

/** The same, with the request as the platform reads it. */
export function judgeAttachmentUpload(
  given: unknown,
  {isUpload = false, isEmulated = false}: UploadCheckOptions = {},
): JudgedRequest<AttachmentUpload> {
  const {value: request, faults: found} = normalBody(attachmentUploadSchema, withoutCall(given))
  const faults = [...faultsOfCall(given), ...forTarget(found, isEmulated)]
  const ofSources = isObject(request) ? sources(request['message'], isUpload) : []
  return {request, faults: [...faults, ...ofSources]}
}

/** The schema does not see a key that ended, and misses every other one beside it. */
function isMissedRecipient({rule, segments}: RuleFault, recipient: unknown): boolean {
  if (rule !== 'choice' || segments.join() !== 'recipient' || !isObject(recipient)) return false
  return Object.keys(recipient).some(key => endedRecipients.some(({name}) => name === key))
}

/** What the platform once accepted at the place of a fault. */
function endedAt({segments}: RuleFault): readonly EndedName[] {
  const last = segments.at(-1)
  if (segments.length === 1 && last === 'tag') return endedTags
  if (segments.length === 1 && last === 'messaging_type') return endedMessagingTypes
  if (segments.length === 2 && segments[0] === 'recipient') return endedRecipients
  if (last === 'template_type') return endedTemplates
  if (last === 'content_type') return endedQuickReplies
  if (last === 'type' && segments.includes('buttons')) return endedButtons
  return []
}

/** What the platform does not know yet on a day. */
function notYet(request: Keys, today: string): RuleFault[] {
  return beginnings.flatMap(({at, values, from}) => {
    if (today >= from) return []
    const value = at.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), request)
    const isMeant = values === undefined ? value !== undefined : values.includes(String(value).toLowerCase())
    const name = values === undefined ? (at.at(-1) ?? '') : String(value)
    return isMeant ? [fault('beginning', at, `\`${name}\` begins on ${from}`, {value})] : []
  })
}

type Keys = Readonly<Record<string, unknown>>

/** A request holds a message or a sender action, never both. */
function contentOrAction(request: Keys): RuleFault[] {
  const {message, sender_action: action, payload} = request
  if (message === undefined && action === undefined)
    return [fault('message-missing', [], 'needs `message` or `sender_action`')]
  if (action === undefined) {
    const faults =
      payload === undefined ? [] : [fault('choice', ['payload'], 'is only allowed with `sender_action`')]
    const type = request['messaging_type']
    return type === undefined
      ? [...faults, warning('missing', ['messaging_type'], 'is missing, taken as `RESPONSE`')]
      : faults
  }
  if (message !== undefined)
    return [
      fault(
        'message-and-action',
        ['sender_action'],
        'cannot be sent together with `message`: make two requests',
      ),
    ]
  const extra = ['messaging_type', 'tag', 'notification_type', 'reply_to'].filter(
    key => request[key] !== undefined,
  )
  return [
    ...reactionRules(action, payload),
    ...extra.map(key => warning('choice', [key], 'has no effect on a sender action')),
  ]
}

function reactionRules(action: unknown, payload: unknown): RuleFault[] {
  const name = String(action).toLowerCase()
  if (name !== 'react' && name !== 'unreact')
    return payload === undefined
      ? []
      : [fault('choice', ['payload'], 'is only allowed with `react` and `unreact`')]
  if (payload === undefined)
    return [fault('missing', ['payload'], `is missing: \`${name}\` needs its \`message_id\``)]
  const hasReaction = isObject(payload) && payload['reaction'] !== undefined
  return name === 'react' && !hasReaction
    ? [fault('missing', ['payload', 'reaction'], 'is missing: the emoji to react with')]
    : []
}

function tagRules({messaging_type: type, tag, message}: Keys): RuleFault[] {
  const faults: RuleFault[] = []
  const templateType = payloadOf(message)?.['template_type']
  const hasUtility = isObject(message) && message['template'] !== undefined
  if (unclearTemplates.some(name => name === templateType))
    faults.push(
      warning(
        'unclear',
        ['message', 'attachment', 'payload', 'template_type'],
        `\`${templateType}\` is no longer documented as working`,
      ),
    )
  if (type === 'MESSAGE_TAG' && tag === undefined)
    faults.push(
      fault(
        'tag-missing',
        ['tag'],
        `is missing: \`MESSAGE_TAG\` needs one of ${messageTags.map(({name}) => `\`${name}\``).join(', ')}`,
      ),
    )
  if (type !== 'MESSAGE_TAG' && tag !== undefined)
    faults.push(warning('tag-unused', ['tag'], 'only has an effect with `messaging_type: MESSAGE_TAG`'))
  if (tag === 'CUSTOMER_FEEDBACK' && templateType !== 'customer_feedback')
    faults.push(
      fault(
        'tag-template',
        ['tag'],
        '`CUSTOMER_FEEDBACK` is only allowed with the template `customer_feedback`',
      ),
    )
  if (tag === newsTag)
    faults.push(
      warning('unclear', ['tag'], `\`${newsTag}\` works, if at all, only for registered news publishers`),
    )
  if (type === 'UTILITY' && !hasUtility)
    faults.push(
      fault(
        'utility-template',
        ['message', 'template'],
        'is missing: `UTILITY` sends an approved utility template',
      ),
    )
  if (type !== 'UTILITY' && hasUtility)
    faults.push(
      fault(
        'utility-template',
        ['messaging_type'],
        'must be `UTILITY`, because the message is a utility template',
      ),
    )
  return faults
}

const payloadOf = (message: unknown): Keys | undefined => {
  const attachment = isObject(message) ? message['attachment'] : undefined
  const payload = isObject(attachment) ? attachment['payload'] : undefined
  return isObject(payload) ? payload : undefined
}

/** Each media attachment has a URL or an id; one that is uploaded beside the request has neither. */
export function sources(message: unknown, isUpload: boolean): RuleFault[] {
  if (!isObject(message)) return []
  const {attachment, attachments} = message
  const many = Array.isArray(attachments) ? attachments : []
  return [
    ...source(attachment, ['message', 'attachment'], isUpload),
    ...many.flatMap((each, index) => source(each, ['message', 'attachments', index], false)),
  ]
}

function source(attachment: unknown, at: readonly (string | number)[], isUpload: boolean): RuleFault[] {
  if (!isObject(attachment) || !isObject(attachment['payload'])) return []
  if (!mediaTypes.some(type => type === attachment['type'])) return []
  const {url, attachment_id: saved} = attachment['payload']
  const count = [url, saved].filter(each => each !== undefined).length
  const where = [...at, 'payload']
  if (isUpload) return count === 0 ? [] : [fault('choice', where, 'already has a source: the file to upload')]
  if (count === 0) return [fault('choice', where, 'needs one of `url`, `attachment_id`')]
  return count === 1
    ? []
    : [fault('choice', where, 'has `url` and `attachment_id`; only one of them is allowed')]
}
