import {optOutsIn} from '../../audience/opt-out-store.ts'
import {subscriberNamesOf} from '../../audience/subscriber-names.ts'
import type {OptOutEntry} from '../../bulk/opt-outs/entry.ts'
import type {OptOuts} from '../../bulk/opt-outs/opt-outs.ts'
import type {SubscriberNames} from '../../bulk/subscriber-names.ts'
import {MsgrError} from '../../errors.ts'
import {isNumericId} from '../../platform/ids.ts'
import type {WebhookEvent} from '../../webhook/parse-events.ts'
import {type OptOutSigns, type OptOutWish, wishOf} from './opt-out-wish.ts'
import type {SessionParts} from './session-parts.ts'

const FIRST_WAIT_MS = 1_000
const MOST_WAIT_MS = 60_000

/** Records who opts out or comes back, one after the other, in the lists of the Pages that the events are for. */
export interface OptOutKeeper {
  /**
   * Returns at once. What cannot be written is tried again until the session ends.
   * @param onRecorded called when the list has what the event asks for, and nothing of it has to be kept
   */
  readonly see: (event: WebhookEvent, nowMs: number, onRecorded: () => void) => void
  /** Resolves when the lists have what the events ask for. @throws if they cannot be written. */
  readonly record: (events: readonly WebhookEvent[], nowMs: number) => Promise<void>
  /** @throws {MsgrError} naming the people who could not be recorded. */
  readonly close: () => Promise<void>
}

type Parts = Pick<SessionParts, 'context' | 'connection' | 'say'>

/** @throws {MsgrError} if the list of the Page is damaged or cannot be read. */
export async function openOptOutKeeper(parts: Parts, signs: OptOutSigns): Promise<OptOutKeeper> {
  const {context, connection, say} = parts
  const {clock} = context
  const lists = new Lists(parts)
  // Later it may be away, and an event that waits for a name holds up the others.
  if ((await context.store()) !== undefined) await lists.openNames()
  if (connection.pageId !== undefined) await (await lists.of(connection.pageId)).refresh()
  const ending = new AbortController()
  const unrecorded: OptOutEntry[] = []
  let done: Promise<void> = Promise.resolve()

  const add = async (pageId: string, entry: OptOutEntry) => {
    if (await lists.append(pageId, entry)) say({kind: 'optOut', at: clock.now(), text: sentence(entry)})
  }
  /** Tries until it is recorded; once the session ends, once more. Returns whether it was. */
  const addPatiently = async (pageId: string, entry: OptOutEntry): Promise<boolean> => {
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, MOST_WAIT_MS)) {
      const isLast = ending.signal.aborted
      try {
        await add(pageId, entry)
        return true
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error)
        if (waitMs === FIRST_WAIT_MS)
          say({kind: 'notice', at: clock.now(), text: `${sentence(entry)}, which cannot be recorded: ${why}`})
        if (isLast) {
          unrecorded.push(entry)
          return false
        }
        await clock.sleep(waitMs, ending.signal).catch(() => undefined)
      }
    }
  }
  const entryFor = async ({pageId = '', field}: WebhookEvent, wish: OptOutWish, at: number) => {
    const entry = await lists.toEntry(wish, at)
    if (entry !== undefined && isNumericId(pageId)) return {pageId, entry}
    const text = `an event of ${field} names no person whom msgr recognizes: nobody was recorded`
    say({kind: 'notice', at: clock.now(), text})
    return undefined
  }
  /** After everything before it, in the order in which the events came. */
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const result = done.then(work)
    done = result.catch(() => undefined)
    return result
  }
  return {
    see(event, nowMs, onRecorded) {
      const wish = wishOf(event, signs)
      if (wish === undefined) return onRecorded()
      void inTurn(async () => {
        const found = await entryFor(event, wish, event.timestamp ?? nowMs)
        if (found === undefined || (await addPatiently(found.pageId, found.entry))) onRecorded()
      })
    },
    async record(events, nowMs) {
      for (const event of events) {
        const wish = wishOf(event, signs)
        if (wish === undefined) continue
        await inTurn(async () => {
          const found = await entryFor(event, wish, event.timestamp ?? nowMs)
          if (found !== undefined) await add(found.pageId, found.entry)
        })
      }
    },
    async close() {
      ending.abort()
      await done
      if (unrecorded.length > 0) throw notRecorded(unrecorded)
    },
  }
}

/** The lists of the Pages, opened when they are needed. */
class Lists {
  readonly #parts: Parts
  readonly #lists = new Map<string, OptOuts>()
  #nameOf: SubscriberNames | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async of(pageId: string): Promise<OptOuts> {
    const known = this.#lists.get(pageId)
    if (known !== undefined) return known
    const {context, connection} = this.#parts
    const list = await optOutsIn(context, {target: connection.target, pageId})
    this.#lists.set(pageId, list)
    return list
  }

  async openNames(): Promise<SubscriberNames> {
    this.#nameOf ??= await subscriberNamesOf(this.#parts.context)
    return this.#nameOf
  }

  /** Returns whether it changed anything. */
  async append(pageId: string, entry: OptOutEntry): Promise<boolean> {
    const list = await this.of(pageId)
    if (entry.event === 'in' && !(await comesBack(list, entry))) return false
    return (await list.append([entry])) > 0
  }

  /** The entry for a wish; undefined when it names nobody. */
  async toEntry(
    {psid, token, event, source, detail}: OptOutWish,
    at: number,
  ): Promise<OptOutEntry | undefined> {
    const subscriber = token === undefined ? undefined : (await this.openNames())(token)
    const known = psid !== undefined && isNumericId(psid) ? psid : undefined
    const id = known ?? subscriber
    if (id === undefined) return undefined
    return {event, psid: id, subscriber: known && subscriber, at, source, detail: detail?.trim()}
  }
}

/**
 * Whether somebody comes back: not by what they wrote before they opted out, which may be delivered late, and by an event or a label
 * only if they are out by nothing else.
 */
async function comesBack(list: OptOuts, {psid, at, source}: OptOutEntry): Promise<boolean> {
  await list.refresh()
  if (!list.isOut(psid)) return false
  if (source !== 'message' && list.onlyBy(psid) !== source) return false
  const latest = await list.latestOf(psid)
  return latest === undefined || latest.at < at
}

/** `6411223344556677 opted out: "stop"` */
function sentence({psid, event, source, detail}: OptOutEntry): string {
  const what = event === 'out' ? 'opted out' : 'gets messages again'
  const by = {message: '', event: 'marketing messages: ', label: 'label ', command: '', file: ''}[source]
  return `${psid} ${what}${detail === undefined ? '' : `: ${by}"${detail}"`}`
}

function notRecorded(entries: readonly OptOutEntry[]): MsgrError {
  const out = entries.filter(({event}) => event === 'out').map(({psid}) => psid)
  const back = entries.length - out.length
  const who = [
    ...(out.length === 0 ? [] : [`who opted out (${out.join(' ')})`]),
    ...(back === 0 ? [] : ['who came back']),
  ]
  return new MsgrError(`The list could not be written: it lacks people ${who.join(' and people ')}`, {
    ...(out.length > 0 && {hint: `Add them before the next broadcast: msgr optout add ${out.join(' ')}`}),
  })
}
