import {type Item, toItem, toText} from '../../platform/loose-json.ts'
import type {State} from '../state/state.ts'

/**
 * The PSID of the person a call writes to, however it names them, and whether or not the platform took it: by id, `user_ref`,
 * comment or post, or by a token for notifications. Undefined if it names nobody.
 */
export function recipientOf(params: Item, state: State): string | undefined {
  const recipient = toItem(params['recipient'])
  const {id, user_ref: ref, comment_id: comment, post_id: post} = recipient
  const tokens = [
    recipient['notification_messages_token'],
    recipient['one_time_notif_token'],
    toItem(params['messenger_delivery_data'])['subscription_token'],
  ]
  const found = [
    toText(id),
    state.userRefs[toText(ref) ?? ''],
    ...[comment, post].map(each => state.posts[toText(each) ?? '']?.psid),
    ...tokens.map(token => state.notificationTokens[toText(token) ?? '']?.psid),
  ]
  return found.find(psid => psid !== undefined && state.people.has(psid))
}
