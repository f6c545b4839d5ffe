import {expect} from 'vitest'
import type {Api} from '../../../src/api/index.ts'
import {createLook} from '../../../src/commands/broadcast/shared/look-at-run.ts'
import {type BulkWorld, collect, people, test} from '../../bulk/bulk-world.ts'
import {readReport} from '../../bulk/on-files.ts'
import {standingClock} from '../../helpers/clock.ts'

const DAY_MS = 86_400_000
/** By the clock of the platform, which is right. */
const startMs = Date.UTC(2026, 10, 22, 9)

/** A machine whose clock is off by so much, and what it knows about that. */
function machine(offMs: number, isDated: boolean) {
  const clock = standingClock(startMs + offMs)
  let hasAnswer = false
  return {
    clock,
    platformNow: () => clock.now() - offMs,
    answered: () => {
      hasAnswer = isDated
    },
    aheadMs: () => (hasAnswer ? -offMs : undefined),
  }
}

/** The conversations of a platform on which everybody has written and been written to before. */
function conversationsOf(
  accepted: readonly {readonly psid: string; readonly text: string; readonly at: number}[],
  before: number,
  answered: () => void,
): Pick<Api, 'conversations'> {
  const list = async function* ({userId}: {userId?: string}) {
    answered()
    const own = accepted.filter(({psid}) => psid === userId).map(({text, at}) => ({text, at, from: 'page'}))
    const chat = Array.from({length: before}, (_, index) => ({
      text: 'chat',
      at: startMs - (index + 1) * 3_600_000,
      from: userId ?? '',
    }))
    const all = [...own, ...chat].sort((one, other) => other.at - one.at).slice(0, 20)
    const data = all.map(({text, at, from}, index) => ({
      id: `m_${index}`,
      message: text,
      created_time: new Date(at).toISOString(),
      from: {id: from},
    }))
    yield {id: 't_1', messages: {data}}
  }
  return {conversations: {list}} as unknown as Pick<Api, 'conversations'>
}

/** Sends with answers that get lost, and then checks who got it, with clocks that are off by so many days. */
async function sendAndCheck(
  world: BulkWorld,
  {sendingDays, checkingDays, isDated, before}: Case,
): Promise<{most: number; outcomes: readonly string[]}> {
  const runsFolder = `${world.folder}/${sendingDays} ${checkingDays} ${isDated} ${before}`
  const run = await world.freeze(people(6), {runsFolder})
  const accepted: {psid: string; text: string; at: number}[] = []
  const sending = machine(sendingDays * DAY_MS, isDated)
  await world.send(run, {
    clock: sending.clock,
    aheadMs: sending.aheadMs,
    width: 6,
    send: async ({recipient: {id}, message}) => {
      const number = accepted.length
      if (number !== 2) accepted.push({psid: id, text: String(message['text']), at: sending.platformNow()})
      else accepted.push({psid: '', text: '', at: 0})
      // The third does not arrive, the fourth arrives, and of neither an answer comes back.
      if (number === 2 || number === 3) return {kind: 'in-doubt', reason: 'no answer'}
      sending.answered()
      return {kind: 'sent', messageId: `m_${id}`}
    },
  })

  const checking = machine(checkingDays * DAY_MS, isDated)
  checking.clock.set(checking.clock.now() + 3_600_000)
  await world.send(run, {
    clock: checking.clock,
    aheadMs: checking.aheadMs,
    send: async ({recipient: {id}, message}) => {
      accepted.push({psid: id, text: String(message['text']), at: checking.platformNow()})
      checking.answered()
      return {kind: 'sent', messageId: `m_${id}`}
    },
    settle: {
      look: createLook(conversationsOf(accepted, before, checking.answered), {
        isEmulator: false,
        aheadMs: checking.aheadMs,
        clock: checking.clock,
        random: () => 0,
        signal: new AbortController().signal,
      }),
    },
  })

  const counts = new Map<string, number>()
  for (const {psid} of accepted) if (psid !== '') counts.set(psid, (counts.get(psid) ?? 0) + 1)
  const rows = await collect(readReport(run))
  return {most: Math.max(...counts.values()), outcomes: rows.map(({outcome}) => outcome)}
}

interface Case {
  readonly sendingDays: number
  readonly checkingDays: number
  /** Whether the answers say what time it is. */
  readonly isDated: boolean
  /** How many messages there are in each conversation from before. */
  readonly before: number
}

test('with clocks that are off by up to 100 days nobody is written to twice after a check', async ({
  world,
}) => {
  const pairs = [
    [-100, -100],
    [100, -100],
    [-2, 0],
    [2, 0],
    [100, 0],
    [0, 2],
    [0, -100],
    [2, -2],
  ] as const
  for (const [sendingDays, checkingDays] of pairs) {
    for (const isDated of [true, false]) {
      const tried = {sendingDays, checkingDays, isDated, before: 25}
      const {most, outcomes} = await sendAndCheck(world, tried)
      expect(most, JSON.stringify(tried)).toBe(1)
      const sent = outcomes.filter(outcome => outcome === 'sent')
      // The answers correct both clocks: then everybody is settled, and who did not get it got it.
      if (isDated) expect(sent, JSON.stringify(tried)).toHaveLength(6)
    }
  }
})

test('nobody is called absent while the platform may still be at their message', async () => {
  for (const isDated of [true, false]) {
    const {clock, platformNow, answered, aheadMs} = machine(-2 * DAY_MS, isDated)
    const attemptedAt = clock.now()
    const shownAt = platformNow() + 60_000
    const text = 'Hello'
    const accepted = [{psid: '101', text, at: platformNow()}]
    const {conversations} = conversationsOf(accepted, 5, answered)
    const shown = (options: object) =>
      (platformNow() < shownAt ? conversationsOf([], 5, answered).conversations : conversations).list(options)
    const look = createLook(
      {conversations: {...conversations, list: shown}},
      {
        ...{isEmulator: false, aheadMs, clock, random: () => 0, signal: new AbortController().signal},
      },
    )

    const finding = await look({
      ...{line: 1, psid: '101', request: {recipient: {id: '101'}, message: {text}}},
      ...{firstAt: attemptedAt, lastAt: attemptedAt},
      within: isDated ? {fromMs: platformNow(), toMs: platformNow()} : undefined,
    })

    expect(finding.kind, `dated: ${isDated}`).toBe(isDated ? 'found' : 'unclear')
  }
})

test('without the time of the platform, whoever cannot be told stays in doubt', async ({world}) => {
  const tried = {sendingDays: 2, checkingDays: 0, isDated: false, before: 25}
  const {most, outcomes} = await sendAndCheck(world, tried)

  expect(most).toBe(1)
  expect(outcomes).toEqual(['sent', 'sent', 'in-doubt', 'in-doubt', 'sent', 'sent'])
})
