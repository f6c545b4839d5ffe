import {resolve} from 'node:path'
import {attachmentsRoutes, type MediaType, type UploadedAttachment} from '../../platform/attachments.ts'
import {messagesRoutes, type QuickReply} from '../../platform/messages.ts'
import {type Calls, demand, given, type Id} from './calls.ts'

/** `{id: psid}`, or `{phone_number}`, or `{user_ref}`. */
export interface Recipient {
  readonly id?: Id
  readonly user_ref?: string
  readonly phone_number?: string
  readonly [key: string]: unknown
}

export interface Attachment {
  readonly type: MediaType
  /** A URL that begins with `http`, or the path of a file. */
  readonly source: string
  /** Whether the answer has an `attachment_id`; default true. */
  readonly is_reusable?: boolean | string | null
}

/** The payload of a template: `{template_type, …}`. */
export interface Template {
  readonly template_type: string
  readonly [key: string]: unknown
}

/** What a send answers. `attachment_id` comes with a reusable attachment. */
export interface Sent {
  readonly recipient_id?: string
  readonly message_id?: string
  readonly attachment_id?: string
}

/** What `callSendApi` takes: a sender action, a template, the keys of a message, or a form with the path of a file. */
export interface SendPayload {
  readonly sender_action?: string | null
  readonly template_type?: string
  readonly formData?: {
    readonly message: unknown
    readonly filedata: string
    readonly recipient?: unknown
  } | null
  readonly [key: string]: unknown
}

export const sending = ({request, upload}: Calls) => {
  async function callSendApi(recipient: Recipient, payload: SendPayload): Promise<Sent> {
    demand(recipient, 'recipient object required')
    demand(payload, 'payload required')
    const {formData, sender_action: action} = payload
    if (action) return request<Sent>(messagesRoutes.send, {recipient, sender_action: action})
    if (!formData) {
      return request<Sent>(messagesRoutes.send, {...response, recipient, message: toMessage(payload)})
    }
    const {filedata, ...parts} = formData
    return upload<Sent>(messagesRoutes.send, {...response, recipient, ...parts}, resolve(filedata))
  }

  return {
    sendText: async (recipient: Recipient, text: string): Promise<Sent> => {
      demand(text, 'text required')
      return callSendApi(recipient, {text})
    },

    sendQuickReplies: async (
      recipient: Recipient,
      quickReplies: readonly QuickReply[],
      text?: string | null,
    ): Promise<Sent> => {
      demand(Array.isArray(quickReplies), 'quick_replies array required')
      return callSendApi(recipient, {quick_replies: quickReplies, text: given(text)})
    },

    /** The attachment comes first, the recipient second. */
    sendAttachment: async (attachment: Attachment, recipient: Recipient): Promise<Sent> => {
      demand(attachment, 'attachment object required')
      const {file, message} = toAttachment(attachment)
      return callSendApi(recipient, file === undefined ? message : {formData: {message, filedata: file}})
    },

    sendTemplate: async (recipient: Recipient, template: Template): Promise<Sent> => {
      demand(template, 'template object required')
      return callSendApi(recipient, template)
    },

    sendSenderAction: async (recipient: Recipient, action: string): Promise<Sent> => {
      demand(action, 'sender_action required')
      return callSendApi(recipient, {sender_action: action})
    },

    uploadAttachment: async (attachment: Attachment): Promise<UploadedAttachment> => {
      demand(attachment, 'Valid attachment object required')
      const {file, message} = toAttachment(attachment)
      return file === undefined
        ? request(attachmentsRoutes.upload, {message})
        : upload(attachmentsRoutes.upload, {message}, resolve(file))
    },

    callSendApi,
  }
}

/** What the platform takes a message for that does not say. */
const response = {messaging_type: 'RESPONSE'}

/** A message from its keys, or from the payload of a template. */
export function toMessage(keys: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (!keys['template_type']) return keys
  return {attachment: {type: 'template', payload: keys}}
}

function toAttachment({type, source, is_reusable: isReusable}: Attachment) {
  demand(source, 'URL or file required')
  const isUrl = source.startsWith('http')
  const payload = {...(isUrl ? {url: source} : {}), is_reusable: String(isReusable) !== 'false'}
  return {file: isUrl ? undefined : source, message: {attachment: {type, payload}}}
}
