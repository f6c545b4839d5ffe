import {describe, expect} from 'vitest'
import {folderRun} from '../../src/bulk/file-store/folder-run.ts'
import type {JournalEntry} from '../../src/bulk/journal-entry.ts'
import {type ReportedRecipient, readReported} from '../../src/bulk/report.ts'
import {type BulkWorld, collect, people, test} from './bulk-world.ts'
import {openRunJournal, readLedger, readManifest, readReport} from './on-files.ts'

const start = Date.UTC(2026, 10, 22, 9)

/** A run to whose people this happened. */
async function runWith(world: BulkWorld, count: number, entries: readonly JournalEntry[]): Promise<string> {
  const run = await world.freeze(people(count))
  const {end} = await readLedger(run, await readManifest(run))
  const journal = await openRunJournal(run, end, {acceptsCopy: false})
  for (const entry of entries) await journal.commit(entry)
  await journal.close()
  return run
}

describe('a report', () => {
  test('says what evidence settled a doubt', async ({world}) => {
    const sent = (line: number, more: object) =>
      ({event: 'sent', line, at: start, messageId: `m_${line}`, ...more}) as JournalEntry
    const run = await runWith(world, 4, [
      sent(1, {}),
      sent(2, {evidence: 'echo'}),
      sent(3, {evidence: 'conversation'}),
      sent(4, {evidence: 'answer'}),
    ])

    expect((await collect(readReport(run))).map(({reason}) => reason)).toEqual([
      undefined,
      'found later, by echo',
      'found later, by conversation',
      'the answer came after another process had taken the run',
    ])
  })

  test('counts the attempts of each person, and has the time of the last result', async ({world}) => {
    const attempt = (line: number, at: number): JournalEntry => ({event: 'attempt', line, at})
    const run = await runWith(world, 3, [
      {event: 'start', at: start, pid: 1},
      attempt(1, start + 1000),
      {event: 'unsent', line: 1, at: start + 2000, reason: 'too fast', code: 4},
      attempt(1, start + 3000),
      {event: 'sent', line: 1, at: start + 4000, messageId: 'm_1'},
      attempt(2, start + 5000),
    ])

    expect(await collect(readReport(run))).toMatchObject([
      {outcome: 'sent', attempts: 2, updatedAt: '2026-11-22T09:00:04.000Z', reason: undefined},
      {
        outcome: 'in-doubt',
        attempts: 1,
        updatedAt: '2026-11-22T09:00:05.000Z',
        reason: 'msgr ended before the answer came',
      },
      {outcome: 'planned', attempts: 0, updatedAt: undefined},
    ])
  })

  test('has the times of results and attempts by the platform’s clock', async ({world}) => {
    const run = await runWith(world, 2, [
      {event: 'start', at: start, pid: 1},
      {event: 'attempt', line: 1, at: start + 1000},
      {event: 'clock', at: start + 1500, aheadMs: 60_000},
      {event: 'sent', line: 1, at: start + 2000, messageId: 'm_1'},
    ])

    const rows: ReportedRecipient[] = await collect(readReported(folderRun(run)))

    expect(rows).toMatchObject([
      {atMs: start + 62_000, attemptMs: start + 61_000, token: undefined, zone: undefined},
      {atMs: undefined, attemptMs: undefined},
    ])
  })

  test('repeats the columns of the file as they are spelled there', async ({world}) => {
    const columns = [
      {name: 'first_name', written: 'First Name'},
      {name: 'city', written: 'city'},
    ]
    const [psid = '', other = ''] = people(2)
    const run = await world.freeze(
      [
        {psid, columns, fields: {first_name: 'Ann', city: 'Ulm'}, zone: 'Asia/Tokyo', token: 'token'},
        {psid: other, columns, fields: {first_name: '', city: 'Bonn'}},
      ],
      {message: {message: {text: 'Hi {{first_name|there}}'}}},
    )

    const rows = await collect(readReported(folderRun(run)))

    expect(rows.map(({row}) => row.columns)).toEqual([
      {'First Name': 'Ann', city: 'Ulm'},
      {'First Name': undefined, city: 'Bonn'},
    ])
    expect(rows[0]).toMatchObject({
      token: 'token',
      zone: 'Asia/Tokyo',
      fields: {first_name: 'Ann', city: 'Ulm'},
    })
  })
})
