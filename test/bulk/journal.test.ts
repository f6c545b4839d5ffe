import {open} from 'node:fs/promises'
import {join} from 'node:path'
import {expect} from 'vitest'
import {decodeChained, encodeChained} from '../../src/bulk/checked-line.ts'
import {journalStart} from '../../src/bulk/journal-mark.ts'
import {Ledger} from '../../src/bulk/ledger.ts'
import {test} from './bulk-world.ts'
import {Journal, readJournal} from './on-files.ts'

async function newJournal(folder: string): Promise<{file: string; journal: Journal}> {
  const file = join(folder, 'journal.ndjson')
  await (await open(file, 'w')).close()
  return {file, journal: await Journal.open(file, journalStart)}
}

async function linesOf(file: string): Promise<number[]> {
  const lines: number[] = []
  for await (const entries of readJournal(file)) {
    for (const {entry} of entries) lines.push('line' in entry ? entry.line : 0)
  }
  return lines
}

test('commits many lines with few syncs, in the order they came', async ({world}) => {
  const {file, journal} = await newJournal(world.folder)
  const lines = Array.from({length: 1000}, (_, index) => index + 1)

  await Promise.all(lines.map(line => journal.commit({event: 'attempt', line, at: 0})))

  expect(journal.syncs).toBeLessThan(10)
  await journal.close()
  expect(await linesOf(file)).toEqual(lines)
})

test('a committed line is in the file when the commit is over', async ({world}) => {
  const {file, journal} = await newJournal(world.folder)

  journal.append({event: 'attempt', line: 1, at: 0})
  await journal.commit({event: 'attempt', line: 2, at: 0})

  expect(await linesOf(file)).toEqual([1, 2])
  await journal.close()
})

test('after a write that failed nothing is written any more', async ({world}) => {
  const {journal} = await newJournal(world.folder)
  await journal.close()

  const failed = journal.commit({event: 'attempt', line: 1, at: 0})

  await expect(failed).rejects.toThrow('cannot be written, so nothing more is done')
  expect(() => journal.append({event: 'attempt', line: 2, at: 0})).toThrow('nothing more is done')
})

test('a line keeps its entry, and any changed byte shows', () => {
  const entry = {event: 'skipped', line: 3, at: 5, reason: 'fenêtre fermée', code: 10} as const
  const {text, chain} = encodeChained(entry, '0badf00d')
  const line = Buffer.from(text.trimEnd())

  expect(decodeChained(line)).toEqual({entry, previous: '0badf00d', chain})
  for (const position of line.keys()) {
    const changed = Buffer.from(line)
    changed[position] = (changed[position] ?? 0) ^ 1
    expect(decodeChained(changed)).toBeUndefined()
  }
})

test('a ledger knows where everybody stands', () => {
  const ledger = new Ledger(4, 1)
  ledger.apply({event: 'attempt', line: 1, at: 0})
  ledger.apply({event: 'sent', line: 1, at: 0, messageId: 'm'})
  ledger.apply({event: 'attempt', line: 2, at: 0})

  expect(ledger.counts).toEqual({
    total: 4,
    sent: 1,
    failed: 0,
    skipped: 1,
    inDoubt: 0,
    inFlight: 1,
    remaining: 1,
  })
  expect([...ledger.linesIn('inFlight')]).toEqual([2])
  expect(ledger.apply({event: 'attempt', line: 5, at: 0})).toBe(false)
})

test('a ledger knows whether a run is left to workers', () => {
  const ledger = new Ledger(1, 0)
  const pause = {event: 'pause', at: 0, exitCode: 0, reason: '', counts: ledger.counts} as const
  const after = (entry: Parameters<Ledger['apply']>[0]) => {
    ledger.apply(entry)
    return ledger.isDetached
  }

  expect(ledger.isDetached).toBeUndefined()
  expect(after({event: 'start', at: 0, pid: 1})).toBe(false)
  expect(after({...pause, state: 'paused'})).toBe(false)
  expect(after({...pause, state: 'scheduled'})).toBe(true)
  expect(after({event: 'start', at: 0, pid: 1, isDetached: true})).toBe(true)
  expect(after({event: 'start', at: 0, pid: 1})).toBe(false)
})
