import {type Item, toItem, toList, toText} from './json.ts'

/** What an event is: the field to subscribe to, and which variant of it. */
export interface EventKind {
  readonly field: string
  readonly subtype: string | undefined
}

type Subtype = (value: Item, item: Item, key: string) => string | undefined

interface KeyRule {
  readonly key: string
  readonly field: string
  readonly subtype?: Subtype
}

const textAt =
  (name: string): Subtype =>
  value =>
    toText(value[name])
const keyName: Subtype = (_value, _item, key) => key

/**
 * A messaging item does not name its field: the first of these keys that it has determines it.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks
 */
const keyRules: readonly KeyRule[] = [
  {key: 'message', field: 'messages', subtype: contentOf},
  {key: 'message_edit', field: 'message_edits'},
  {
    key: 'postback',
    field: 'messaging_postbacks',
    subtype: value => toText(toItem(value['referral'])['source']),
  },
  {key: 'reaction', field: 'message_reactions', subtype: textAt('action')},
  {key: 'delivery', field: 'message_deliveries'},
  {key: 'read', field: 'message_reads'},
  {key: 'optin', field: 'messaging_optins', subtype: optinType},
  // The platform documents no shape of it: this is that of an opt-in.
  {key: 'optout', field: 'messaging_optouts', subtype: textAt('type')},
  {key: 'referral', field: 'messaging_referrals', subtype: referralType},
  {key: 'account_linking', field: 'messaging_account_linking', subtype: textAt('status')},
  {key: 'pass_thread_control', field: 'messaging_handovers', subtype: keyName},
  {key: 'take_thread_control', field: 'messaging_handovers', subtype: keyName},
  {key: 'request_thread_control', field: 'messaging_handovers', subtype: keyName},
  {key: 'app_roles', field: 'messaging_handovers', subtype: keyName},
  {key: 'policy_enforcement', field: 'messaging_policy_enforcement', subtype: textAt('action')},
  {key: 'policy-enforcement', field: 'messaging_policy_enforcement', subtype: textAt('action')},
  {key: 'messaging_feedback', field: 'messaging_feedback', subtype: questionTypes},
  {key: 'response_feedback', field: 'response_feedback', subtype: verdict},
  {key: 'messaging_customer_information', field: 'messaging_customer_information'},
  {key: 'form', field: 'messaging_in_thread_lead_form_submit'},
  {key: 'order', field: 'send_cart', subtype: textAt('source')},
  {key: 'template', field: 'messages', subtype: textAt('type')},
  {key: 'message_context', field: 'message_context', subtype: detectionTypes},
  {key: 'game_play', field: 'messaging_game_plays', subtype: textAt('context_type')},
  {key: 'payment', field: 'messaging_payments'},
  {key: 'pre_checkout', field: 'messaging_pre_checkouts'},
  {key: 'checkout_update', field: 'messaging_checkout_updates'},
  {key: 'call_permission_reply', field: 'call_permission_reply', subtype: textAt('response')},
]

/** The field and variant of an element of `messaging` or `standby`. What no rule knows is `unknown`, with its keys. */
export function kindOfItem(item: Item): EventKind {
  const rule = keyRules.find(({key}) => typeof item[key] === 'object' && item[key] !== null)
  if (rule !== undefined) {
    const value = toItem(item[rule.key])
    const field = rule.key === 'message' && value['is_echo'] === true ? 'message_echoes' : rule.field
    return {field, subtype: rule.subtype?.(value, item, rule.key)}
  }
  if (item['field'] === 'group_feed')
    return {field: 'group_feed', subtype: joined([item['item'], item['verb']], '.')}
  return unknownKind(item)
}

const commonKeys = ['id', 'time', 'sender', 'recipient', 'timestamp', 'hop_context']

/** An event without a field that anybody knows, named by the keys it has. */
export function unknownKind(item: Item): EventKind {
  return {field: 'unknown', subtype: joined(Object.keys(item).filter(key => !commonKeys.includes(key)))}
}

/** The variant of an element of `changes`. */
export function changeSubtype(value: Item): string | undefined {
  const nested = toItem(toItem(toList(value['changes'])[0])['value'])
  const status = value['message_template_status'] ?? nested['event'] ?? value['event'] ?? value['status']
  return (
    joined([value['item'], value['verb']], '.') ??
    toText(value['action']) ??
    toText(status ?? value['batch_uploading_status'])
  )
}

function contentOf(message: Item): string {
  if (message['quick_reply'] !== undefined) return 'quick_reply'
  const attachments = toList(message['attachments']).map(toItem)
  const template = attachments.find(({type}) => type === 'template')
  const templateType = toText(toItem(template?.['payload'])['template_type'])
  if (templateType !== undefined) return `template.${templateType}`
  if (template !== undefined && toItem(template['payload'])['product'] !== undefined)
    return 'template.product'
  if (template !== undefined) return 'template'
  const types = joined(attachments.map(({type}) => type))
  if (types !== undefined) return `attachments.${types}`
  if (toText(message['text']) !== undefined) return 'text'
  if (message['is_deleted'] === true) return 'deleted'
  if (message['is_unsupported'] === true) return 'unsupported'
  return message['sticker_id'] === undefined ? 'empty' : 'sticker'
}

function optinType(optin: Item): string {
  return toText(optin['type']) ?? (optin['user_ref'] === undefined ? 'send_to_messenger' : 'checkbox')
}

function referralType(referral: Item): string | undefined {
  const type = referral['type'] === 'OPEN_THREAD' ? undefined : referral['type']
  return joined([referral['source'], type], '.')
}

function questionTypes(feedback: Item): string | undefined {
  const questions = toList(feedback['feedback_screens']).flatMap(screen =>
    Object.values(toItem(toItem(screen)['questions'])),
  )
  return joined(questions.map(question => toItem(question)['type']))
}

/** `Good response` → `good`. */
function verdict(feedback: Item): string | undefined {
  return toText(feedback['feedback'])?.split(' ', 1)[0]?.toLowerCase()
}

function detectionTypes(context: Item): string | undefined {
  return joined(toList(context['detections']).map(detection => toItem(detection)['type']))
}

/** The different texts among the values; undefined when there is none. */
function joined(values: readonly unknown[], separator = '+'): string | undefined {
  const texts = values.map(toText).filter(text => text !== undefined)
  return texts.length === 0 ? undefined : [...new Set(texts)].join(separator)
}
