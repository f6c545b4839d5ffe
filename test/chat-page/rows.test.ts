import {expect, test} from 'vitest'
import {keyOf, type Row, toRows} from '../../src/chat-page/log/rows.ts'
import type {ActivityEntry} from '../../src/emulator/chat/view-types.ts'

let count = 0

/** An entry, after those before it. */
function entry(more: Partial<ActivityEntry>): ActivityEntry {
  count += 1
  return {
    id: `a${count}`,
    kind: 'call',
    atMs: count * 1_000,
    name: 'x',
    topic: 'x',
    outcome: 'ok',
    psid: 'ada',
    ...more,
  }
}
const act = (more: Partial<ActivityEntry> = {}) =>
  entry({kind: 'event', topic: 'messages', part: 'act', appId: 'one', mid: `m_${count}`, ...more})
const sent = (more: Partial<ActivityEntry> = {}) => entry({part: 'send', mid: `m_${count}`, ms: 10, ...more})
const receipt = (more: Partial<ActivityEntry> = {}) =>
  entry({kind: 'event', topic: 'message_reads', part: 'receipt', ...more})

const all = () => true
const shape = (rows: readonly Row[]) =>
  rows.map(row =>
    row.kind === 'turn' ? 'turn' : [row.entry.id, ...row.receipts.map(({id}) => id)].join(' '),
  )

test('each act of a person begins a turn, with the time the bot thought and the platform sent', () => {
  const [first, typing, answer, more] = [
    act({atMs: 0, sentMs: 500}),
    entry({atMs: 2_300}),
    sent({atMs: 2_400, ms: 12}),
    sent({atMs: 2_600, ms: 8}),
  ]
  const second = act({atMs: 9_000})
  const rows = toRows([first, typing, answer, more, second], all, true)
  expect(shape(rows)).toEqual(['turn', first.id, typing.id, answer.id, more.id, 'turn', second.id])
  expect(rows[0]).toMatchObject({thoughtMs: 1_800, sends: 2, sendMs: 20})
  expect(rows[5]).toMatchObject({sends: 0})
  expect(new Set(rows.map(keyOf)).size).toBe(rows.length)
})

test('an event that two apps got begins one turn, and the same one sent again begins another', () => {
  const [one, two] = [act({mid: 'm_same'}), act({mid: 'm_same', appId: 'two'})]
  const again = act({mid: 'm_same'})
  expect(shape(toRows([one, two, again], all, true))).toEqual(['turn', one.id, two.id, 'turn', again.id])
})

test('times belong to the person, even if another one writes in between', () => {
  const [ada, ben, answer] = [act({atMs: 0}), act({psid: 'ben', atMs: 100}), sent({atMs: 3_000})]
  const [first, , second] = toRows([ada, ben, answer], all, true)
  expect(first).toMatchObject({kind: 'turn', thoughtMs: 3_000, sends: 1})
  expect(second).toMatchObject({kind: 'turn', sends: 0})
})

test('receipts fold under the message they name, and a read under the newest one', () => {
  const [one, two] = [sent({mid: 'm_one'}), sent({mid: 'm_two'})]
  const batch = entry({mid: 'm_b1', mids: ['m_b1', 'm_b2']})
  const [echo, late, read] = [receipt({mid: 'm_one'}), receipt({mid: 'm_b2'}), receipt()]
  expect(shape(toRows([one, two, batch, echo, late, read], all, true))).toEqual([
    `${one.id} ${echo.id}`,
    `${two.id} ${read.id}`,
    `${batch.id} ${late.id}`,
  ])
})

test('a receipt that failed, or whose message is not there, is a line', () => {
  const message = sent({mid: 'm_here'})
  const [failed, lost, quiet] = [
    receipt({mid: 'm_here', outcome: 'failed'}),
    receipt({mid: 'm_gone', psid: 'ben'}),
    receipt({mid: 'm_here', outcome: 'undelivered'}),
  ]
  expect(shape(toRows([message, failed, lost, quiet], all, true))).toEqual([
    `${message.id} ${quiet.id}`,
    failed.id,
    lost.id,
  ])
})

test('what a filter hides counts for the times, and a turn of which all is hidden has no rule', () => {
  const [question, typing, answer, other] = [act({atMs: 0}), entry({atMs: 700}), sent({atMs: 900}), act()]
  const rows = toRows([question, typing, answer, other], each => each.part === 'send', true)
  expect(shape(rows)).toEqual(['turn', answer.id])
  expect(rows[0]).toMatchObject({thoughtMs: 700})
})

test('nothing folds when somebody searches', () => {
  const [message, echo] = [sent({mid: 'm_1'}), receipt({mid: 'm_1'})]
  expect(shape(toRows([message, echo], all, false))).toEqual([message.id, echo.id])
})
