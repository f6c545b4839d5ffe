import {type AskResult, askAll} from '../../../audience/ask-all.ts'
import {inGroups} from '../../../audience/groups.ts'
import {
  type ListedConversation,
  type Walked,
  type WalkOptions,
  walkConversations,
} from '../../../audience/walk.ts'
import type {Context} from '../../../context.ts'
import {GraphError, isJudged} from '../../../errors.ts'
import {READABLE_MESSAGES} from '../../../platform/conversations.ts'
import type {ConversationId, Psid} from '../../../platform/ids.ts'
import {MAX_BATCH_OPERATIONS} from '../../../platform/route.ts'
import type {UserProfile} from '../../../platform/users.ts'
import type {AttachmentFile} from './attachment-list.ts'
import type {AttachmentFolder} from './download-attachments.ts'
import {type MessageRow, messageFields, toMessageRow} from './message-row.ts'

/** One conversation, as `conversation list` and `conversation export` return it. The keys are a public API. */
export interface ConversationRow {
  /** Absent when the platform names only the Page. */
  readonly psid: Psid | undefined
  readonly name: string | undefined
  /** From the profile, as far as the Page may see it. */
  readonly firstName: string | undefined
  readonly lastName: string | undefined
  readonly conversationId: ConversationId
  /** When the person or the Page last wrote; ISO 8601, UTC. */
  readonly updatedAt: string | undefined
  /** When the person last wrote, if that is among the newest messages; ISO 8601, UTC. */
  readonly lastWroteAt: string | undefined
  /** Whether the Page may write without a tag or a template. */
  readonly window: ListedConversation['window']
  /** Only when requested. */
  readonly messages: readonly MessageRow[] | undefined
  /** The files of its newest messages that were downloaded, or not, when that was requested. */
  readonly files: readonly AttachmentFile[] | undefined
}

/** The columns of CSV; a table cannot show messages. */
export const conversationColumns = [
  'psid',
  'name',
  'firstName',
  'lastName',
  'conversationId',
  'updatedAt',
  'lastWroteAt',
  'window',
] as const satisfies readonly (keyof ConversationRow)[]

export interface RowOptions extends Pick<WalkOptions, 'activeWithin' | 'perCall'> {
  readonly withMessages?: boolean
  /** Downloads the files of the newest messages into it. */
  readonly attachments?: AttachmentFolder | undefined
  /** Looks up first and last names in the profiles, 50 per call. */
  readonly withProfiles: boolean
}

/** The conversations of the Page, newest first. */
export async function* readConversationRows(
  context: Context,
  {withMessages = false, attachments, withProfiles, ...options}: RowOptions,
): AsyncGenerator<ConversationRow> {
  const messages = {count: READABLE_MESSAGES, fields: messageFields, isWhole: true}
  const walk = walkConversations(context, {
    ...options,
    ...((withMessages || attachments !== undefined) && {messages}),
  })
  const rowOf = async (walked: Walked, profile: AskResult<UserProfile> | undefined) => {
    const {psid, conversationId} = walked.listed
    const data = walked.conversation.messages?.data ?? []
    const files = await attachments?.download(data, {conversationId, psid})
    return toRow(walked, profile, {withMessages, files})
  }
  if (!withProfiles) {
    for await (const walked of walk) yield await rowOf(walked, undefined)
    return
  }
  let profiles: Profiles = new Map()
  let isRefused = false
  for await (const group of inGroups(walk, MAX_BATCH_OPERATIONS, {keepsRest: true})) {
    const known = group.flatMap(({listed}) => (listed.psid === undefined ? [] : [listed.psid]))
    const profilesOrRefusal: Profiles | GraphError = isRefused
      ? new Map()
      : await readProfiles(context, known)
    isRefused ||= profilesOrRefusal instanceof GraphError
    if (profilesOrRefusal instanceof GraphError)
      context.io.warn(`First and last names are left out: ${profilesOrRefusal.message}`)
    else profiles = profilesOrRefusal
    for (const walked of group) {
      const {psid} = walked.listed
      yield await rowOf(walked, psid === undefined ? undefined : profiles.get(psid))
    }
  }
}

type Profiles = ReadonlyMap<Psid, AskResult<UserProfile> | undefined>

/** The profiles; or the refusal when the Page may see none of them, because the conversations are useful without. */
async function readProfiles(context: Context, psids: readonly Psid[]): Promise<Profiles | GraphError> {
  // When interrupted, what was read is still shown, without another call.
  if (context.signal.aborted) return new Map()
  const {users} = await context.api()
  try {
    const results = await askAll(context, psids, all => users.getAll(all, ['first_name', 'last_name']))
    return new Map(psids.map((psid, index) => [psid, results[index]]))
  } catch (error) {
    if (isJudged(error)) return error
    throw error
  }
}

function toRow(
  {listed, conversation}: Walked,
  result: AskResult<UserProfile> | undefined,
  {withMessages, files}: {readonly withMessages: boolean; readonly files: ConversationRow['files']},
): ConversationRow {
  const profile: Partial<UserProfile> = result !== undefined && 'answer' in result ? result.answer : {}
  const {psid, name, ...rest} = listed
  return {
    psid,
    name,
    firstName: profile.first_name,
    lastName: profile.last_name,
    ...rest,
    messages: withMessages
      ? (conversation.messages?.data ?? []).map(message => toMessageRow(message, files))
      : undefined,
    files,
  }
}
