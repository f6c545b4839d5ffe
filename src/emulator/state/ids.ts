import {createHash} from 'node:crypto'
import type {ConversationId, Psid} from '../../platform/ids.ts'
import type {State} from './state.ts'

/** An unused id of 16 digits that starts with the prefix. */
export function newId(state: State, prefix: string): string {
  state.lastNumber += 1
  return prefix + String(state.lastNumber).padStart(16 - prefix.length, '0')
}

/** Three bytes are four characters; an id has 86 of them. */
const [ID_BYTES, ID_CHARACTERS] = [66, 88]
/** So many message ids are drawn at once. */
const IDS_AT_ONCE = 64
let drawn = {block: -1, text: ''}

/** An unused message id: `m_` and 86 characters, like the platform's. */
export function newMessageId(state: State): string {
  state.lastNumber += 1
  const block = Math.floor(state.lastNumber / IDS_AT_ONCE)
  if (block !== drawn.block) drawn = {block, text: drawIds(block)}
  const start = (state.lastNumber % IDS_AT_ONCE) * ID_CHARACTERS
  return `m_${drawn.text.slice(start, start + ID_CHARACTERS - 2)}`
}

function drawIds(block: number): string {
  const hash = createHash('shake256', {outputLength: IDS_AT_ONCE * ID_BYTES})
  return hash.update(`messages ${block}`).digest('base64url')
}

/** A person has one conversation with a Page. */
export function conversationIdOf(psid: Psid): ConversationId {
  return `t_${psid}` as ConversationId
}

/** The post of a Page that people comment on. */
const PAGE_POST = '208132419075509'

/** The id of the post of a Page that people comment on. */
export function pagePostOf(pageId: string): string {
  return `${pageId}_${PAGE_POST}`
}

/** The id of a new comment below a post: `POSTID_COMMENTID`. */
export function newCommentId(state: State, postId: string): string {
  return `${postId.split('_')[1] ?? postId}_${newId(state, '37')}`
}

/** The id of the post that a comment stands below. */
export function postOfComment(pageId: string, commentId: string): string {
  return `${pageId}_${commentId.split('_')[0]}`
}

/** A token that shows what it is: the client never sends it to a real host. Always the same for the same subject. */
export function tokenText(kind: string, subject: string): string {
  return `EMU${kind.toUpperCase()}${createHash('sha256').update(`${kind} ${subject}`).digest('hex')}`
}
