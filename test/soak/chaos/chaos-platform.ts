import {setTimeout as sleep} from 'node:timers/promises'
import {onTestFinished} from 'vitest'
import {openEmulator} from '../../../src/emulator/index.ts'
import type {Psid} from '../../../src/platform/ids.ts'
import {addPerson, pagesOf, recipientOf, sentIn, timeOf} from '../../helpers/probe.ts'

/** Answers take so long, so that something is under way when a worker ends. */
const ANSWER_MS = 30

/** A message that the platform accepted. */
export interface Accepted {
  readonly psid: string
  readonly id: string
  readonly page: string
  /** By the clock of the platform. */
  readonly atMs: number
}

/** An emulator with many Pages, which judges what it got. */
export interface ChaosPlatform {
  readonly url: string
  readonly pages: readonly string[]
  /** The people who wrote to a Page. */
  readonly peopleOf: (page: string) => readonly string[]
  readonly accepted: () => readonly Accepted[]
  /** Waits until it accepts a message, at most for so long: everybody may have got theirs. */
  readonly accepts: (mostMs: number) => Promise<void>
}

/** Starts an emulator of so many Pages with so many people each; closed when the test ends. */
export async function startChaosPlatform(count: number, peopleEach: number): Promise<ChaosPlatform> {
  const emulator = await openEmulator({
    ...{folder: '', isEphemeral: true, hasRateLimits: false},
    // What was sent is the proof of every promise.
    mostMessages: 5_000_000,
  })
  onTestFinished(() => emulator.close())
  const post = async (path: string, body: object) => {
    const response = await fetch(`${emulator.url}/_msgr/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(await response.text())
  }
  const first = pagesOf(emulator).length
  await post('seed/pages', {count})
  const pages = pagesOf(emulator).slice(first)
  const pageOf = new Map<string, string>()
  for (const [pageIndex, {id: pageId}] of pages.entries())
    for (let number = 0; number < peopleEach; number++) {
      const psid = String(24_000_000_000_000_000n + BigInt(pageIndex * peopleEach + number)) as Psid
      pageOf.set(psid, pageId)
      addPerson(emulator, {
        ...{psid, pageId, firstName: 'Person', lastName: String(number)},
        ...{locale: 'en_US', timezone: 0, gender: 'female'},
        ...{lastActionMs: timeOf(emulator) - 60_000, hasBlockedPage: false, labelIds: []},
      })
    }
  await post('faults', {method: 'POST', path: '/me/messages', effect: {kind: 'delay', ms: ANSWER_MS}})
  // Messages of the first state are not of a run.
  const before = new Set(sentIn(emulator).map(({id}) => id))
  const sent = () => sentIn(emulator).filter(({id}) => !before.has(id))
  return {
    url: emulator.url,
    pages: pages.map(({id}) => id),
    peopleOf: page => [...pageOf].filter(([, pageId]) => pageId === page).map(([psid]) => psid),
    accepted: () =>
      sent().map(message => {
        const psid = recipientOf(emulator, message)
        return {psid, id: message.id, page: pageOf.get(psid) ?? '', atMs: message.atMs}
      }),
    async accepts(mostMs) {
      const [known, until] = [sent().length, performance.now() + mostMs]
      while (sent().length === known && performance.now() < until) await sleep(50)
    },
  }
}
