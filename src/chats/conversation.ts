import type {
  ActAnswer,
  ActivityDetail,
  ActivityEntry,
  ChatMessage,
  ConversationView,
} from '../emulator/chat/view-types.ts'
import type {EmulatorAccess} from '../emulator/find.ts'
import type {PersonOfChat} from './chat.ts'
import type {Notices} from './notices.ts'
import {newestEntry, refusedCalls} from './refused-calls.ts'

/** Where chats are played. */
export interface Stage {
  readonly emulator: Pick<EmulatorAccess, 'url' | 'admin'>
  readonly pageId: string
  readonly notices: Notices
}

/** The conversation of one person with the Page, as the person sees it. */
export interface Conversation {
  readonly psid: string
  readonly view: () => Promise<ConversationView>
  /** Messages of the Page that no step has handled, oldest first. */
  readonly unheard: () => Promise<readonly ChatMessage[]>
  /** Marks messages as handled. */
  readonly hear: (messages: readonly ChatMessage[]) => void
  readonly act: (act: string, words: Readonly<Record<string, unknown>> | Blob) => Promise<ActAnswer>
  /** What the Page has said since the person last did something, oldest first. */
  readonly said: () => Promise<readonly ChatMessage[]>
  /** Calls and events about the person since they last did something, oldest first. */
  readonly activity: () => Promise<readonly ActivityEntry[]>
  /** Calls that the platform has refused since then, about this person or none, one per line. */
  readonly refused: () => Promise<readonly string[]>
  /** The details of an entry. */
  readonly detail: (entry: ActivityEntry) => Promise<ActivityDetail>
  /** Sender actions of the Page since then: `typing_on` … */
  readonly actions: () => Promise<readonly string[]>
  /**
   * Repeats `ask`, whenever something happens to the person, until it returns a value; returns undefined after `ms`.
   * @throws what `ask` throws, the signal's reason, and {MsgrError} when the emulator has ended.
   */
  readonly until: <Answer>(ms: number, ask: () => Promise<Answer | undefined>) => Promise<Answer | undefined>
}

/** Notices are collected before they are sent, and most bots are faster: at first, asks without waiting for one. */
const SHORTEST_REST_MS = 4
const LONGEST_REST_MS = 50

/** Opens the conversation of a new or an existing person. @throws {MsgrError} when there is no such person. */
export async function openConversation(stage: Stage, person: PersonOfChat): Promise<Conversation> {
  const {emulator, notices} = stage
  const psid = person.psid ?? (await addPerson(stage, person))
  const heard = new Set<string>()
  /** The newest of each when the person last did something. */
  let [lastActivity, lastMessage]: (string | undefined)[] = []

  const view = () => emulator.admin('GET', `chat/${psid}?limit=200`)
  const fromPage = async () =>
    (await view()).messages.filter(({kind, from}) => kind === 'message' && from === 'page')
  const activity = async () => {
    const query = `psid=${psid}&limit=200&after=${lastActivity ?? ''}` as const
    return (await emulator.admin('GET', `activity?${query}`)).entries
  }
  const detail = ({id}: ActivityEntry) => emulator.admin('GET', `activity/${id}`)
  const mark = async () => {
    lastActivity = await newestEntry(emulator)
    lastMessage = (await view()).messages.at(-1)?.mid
  }

  if (person.psid !== undefined) for (const {mid} of await fromPage()) heard.add(mid)
  await mark()
  return {
    psid,
    view,
    unheard: async () => (await fromPage()).filter(({mid}) => !heard.has(mid)),
    hear: messages => {
      for (const {mid} of messages) heard.add(mid)
    },
    act: async (act, words) => {
      await mark()
      return emulator.admin('POST', `people/${psid}/${act}`, words)
    },
    said: async () => {
      const {messages} = await view()
      const since = messages.findIndex(({mid}) => mid === lastMessage) + 1
      return messages.slice(since).filter(({kind, from}) => kind === 'message' && from === 'page')
    },
    activity,
    refused: () => refusedCalls(emulator, {after: lastActivity, psid}),
    detail,
    actions: async () => {
      const calls = (await activity()).filter(
        ({kind, name, outcome, mid}) =>
          kind === 'call' && outcome === 'ok' && mid === undefined && name.endsWith('/messages'),
      )
      return (await Promise.all(calls.map(detail))).flatMap(({request}) => senderActionOf(request.body))
    },
    until: async (ms, ask) => {
      const deadline = performance.now() + ms
      for (let restMs = SHORTEST_REST_MS; ; restMs *= 2) {
        const count = notices.count(psid)
        const answer = await ask()
        const leftMs = deadline - performance.now()
        if (answer !== undefined || leftMs <= 0) return answer
        await notices.beyond(psid, count, restMs < LONGEST_REST_MS ? Math.min(restMs, leftMs) : leftMs)
      }
    },
  }
}

async function addPerson(
  {emulator, pageId}: Stage,
  {name = 'Ada Lovelace', locale, timezone}: PersonOfChat,
): Promise<string> {
  const [firstName, ...rest] = name.split(' ')
  const traits = {page: pageId, firstName, lastName: rest.join(' '), locale, timezone}
  return (await emulator.admin('POST', 'people', traits)).psid
}

/** The sender action in the body of a call, which is JSON or a form. */
function senderActionOf(body: string): readonly string[] {
  const [, action] = /\bsender_action"?\s*[:=]\s*"?(\w+)/.exec(body) ?? []
  return action === undefined ? [] : [action.toLowerCase()]
}
