import {appendFile, mkdtemp, readFile, rm, stat, truncate, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {describe, expect, onTestFinished, test} from 'vitest'
import {collect} from '../../src/api/core/paging.ts'
import {appendOptOuts} from '../../src/bulk/opt-outs/append.ts'
import type {OptOutEntry} from '../../src/bulk/opt-outs/entry.ts'
import {OptOutList, type OptOutPlace, optOutFile} from '../../src/bulk/opt-outs/list.ts'
import {latestOf, readOptedOut} from '../../src/bulk/opt-outs/read.ts'
import {claimFolder} from '../../src/system/process-lock.ts'
import {createClock} from '../helpers/clock.ts'

async function newPlace(): Promise<OptOutPlace> {
  const stateFolder = await mkdtemp(join(tmpdir(), 'msgr-opt-outs-'))
  onTestFinished(() => rm(stateFolder, {recursive: true}))
  return {stateFolder, target: 'platform', pageId: '109876543210987'}
}

const [out, back] = ['out', 'in'].map(
  event =>
    (psid: string, more: Partial<OptOutEntry> = {}): OptOutEntry =>
      ({event, psid, at: 1_000, source: 'command', ...more}) as OptOutEntry,
) as [Entry, Entry]
type Entry = (psid: string, more?: Partial<OptOutEntry>) => OptOutEntry

const append = (place: OptOutPlace, entries: readonly OptOutEntry[], list = new OptOutList(place)) =>
  appendOptOuts(list, entries, {...place, clock: createClock(), random: Math.random})

const psids = async (list: OptOutList) => (await collect(readOptedOut(list))).map(({psid}) => psid)

describe('the list of people who opted out', () => {
  test('has who opted out and not who came back, however often, and knows what it was told last', async () => {
    const place = await newPlace()
    const list = new OptOutList(place)

    const counts = [
      await append(place, [out('1'), out('2'), out('3')]),
      await append(place, [out('2'), out('4'), out('4')]),
      await append(place, [back('2'), back('5'), back('3')]),
      await append(place, [out('3', {at: 2_000, source: 'message', detail: 'stop'})]),
    ]

    expect(counts).toEqual([3, 1, 2, 1])
    expect(['1', '2', '3', '4', '5'].map(psid => list.has({psid}))).toEqual([true, false, true, true, false])
    expect(list.count).toBe(3)
    expect(await psids(list)).toEqual(['3', '4', '1'])
    expect(await latestOf(list, '3')).toMatchObject({at: 2_000, source: 'message', detail: 'stop'})
    expect(await latestOf(list, '2')).toMatchObject({event: 'in'})
    expect(await latestOf(list, '9')).toBeUndefined()
  })

  test('can only be read by its owner', async () => {
    const place = await newPlace()

    await append(place, [out('1')])

    const modeOf = async (path: string) => (await stat(path)).mode & 0o777
    expect(await modeOf(optOutFile(place))).toBe(0o600)
    expect(await modeOf(join(place.stateFolder, 'optouts'))).toBe(0o700)
  })

  test('is one for each Page and target', async () => {
    const place = await newPlace()
    await append(place, [out('1')])

    const others = [{...place, pageId: '209876543210987'}, {...place, target: 'emulator'} as const]

    expect(others.map(other => new OptOutList(other).has({psid: '1'}))).toEqual([false, false])
  })

  test('finds a subscriber by the token, by name, and by the PSID that came with an event', async () => {
    const place = await newPlace()
    const list = new OptOutList(place, token =>
      token === 'token-a' ? 'sub_00000000000000aa' : 'sub_00000000000000bb',
    )

    await append(place, [out('1')])
    expect(list.has({psid: 'sub_00000000000000aa', token: 'token-a'})).toBe(false)
    // Known already, but not under this name.
    await append(place, [out('1', {subscriber: 'sub_00000000000000aa'}), out('sub_00000000000000bb')])

    expect(list.has({psid: 'sub_00000000000000aa', token: 'token-a'})).toBe(true)
    expect(list.has({psid: '2', token: 'token-a'})).toBe(true)
    expect(list.has({psid: '3', token: 'token-b'})).toBe(true)
    expect(await psids(list)).toEqual(['sub_00000000000000bb', '1'])
    await append(place, [back('1')])
    expect(list.has({psid: '2', token: 'token-a'})).toBe(false)
  })

  test('remembers who is out by nothing but an event or a label, which can be taken back', async () => {
    const place = await newPlace()
    const list = new OptOutList(place)
    await append(place, [
      out('1', {source: 'label'}),
      out('2', {source: 'label'}),
      out('3', {source: 'event'}),
      out('4', {source: 'message'}),
    ])
    expect(await append(place, [out('2', {source: 'message'}), out('1', {source: 'label'})])).toBe(1)
    expect(await append(place, [out('4', {source: 'label'}), out('3', {source: 'label'})])).toBe(1)

    list.refresh()
    expect(['1', '2', '3', '4'].map(psid => list.onlyBy(psid))).toEqual([
      'label',
      undefined,
      undefined,
      undefined,
    ])
    expect(list.count).toBe(4)
    await append(place, [back('1')])
    list.refresh()
    expect(list.onlyBy('1')).toBeUndefined()
  })

  test('follows what other processes append, also while half a line is there', async () => {
    const place = await newPlace()
    const list = new OptOutList(place)
    await append(place, [out('1')])
    expect(list.has({psid: '2'})).toBe(false)

    await append(place, [out('2')])
    expect(list.has({psid: '2'})).toBe(true)
    await append(place, [out('3')])
    const whole = await readFile(optOutFile(place))
    await truncate(optOutFile(place), whole.length - 10)
    expect(list.has({psid: '3'})).toBe(false)
    await writeFile(optOutFile(place), whole)

    expect(list.has({psid: '3'})).toBe(true)
  })

  test('forgets nobody in a process that reads it, if the file is cut, replaced or removed', async () => {
    const place = await newPlace()
    const list = new OptOutList(place)
    await append(place, [out('1'), out('2')])
    expect(list.has({psid: '1'})).toBe(true)

    await truncate(optOutFile(place), 0)
    expect(list.has({psid: '1'})).toBe(true)
    await rm(optOutFile(place))
    expect(list.has({psid: '2'})).toBe(true)
    await append(place, [out('3')])

    expect(['1', '2', '3'].map(psid => list.has({psid}))).toEqual([true, true, true])
  })

  test('continues behind the half line that a killed process left, and loses nothing of before', async () => {
    const place = await newPlace()
    await append(place, [out('1'), out('2')])
    await appendFile(optOutFile(place), '{"event":"out","psid":"77","at":10')

    expect(await append(place, [out('3')])).toBe(1)

    expect(await psids(new OptOutList(place))).toEqual(['3', '2', '1'])
  })

  test('is refused with its file and line when a line is damaged, be it the last', async () => {
    const place = await newPlace()
    await append(place, [out('1'), out('2'), out('3')])
    const file = optOutFile(place)
    const whole = await readFile(file, 'utf8')

    for (const [line, psid] of [
      [2, '2'],
      [3, '3'],
    ] as const) {
      await writeFile(file, whole.replace(`"psid":"${psid}"`, '"psid":"8"'))
      const list = new OptOutList(place)
      expect(() => list.has({psid: '1'})).toThrow(`damaged at line ${line} of ${file}`)
      await expect(append(place, [out('4')])).rejects.toThrow(`line ${line}`)
      expect(() => list.has({psid: '1'}), 'also when it is asked again').toThrow(`line ${line}`)
    }
    await writeFile(file, whole.replace('{', '\u0000'))
    expect(() => new OptOutList(place).count).toThrow('line 1')
  })

  test('is not changed when nothing can be written, and the process still adds the person later', async () => {
    const place = await newPlace()
    const list = new OptOutList(place)
    await append(place, [out('1')], list)
    const failing = function* () {
      yield out('2')
      throw new Error('the source failed')
    }

    await expect(
      appendOptOuts(list, failing(), {...place, clock: createClock(), random: Math.random}),
    ).rejects.toThrow('the source failed')

    expect(list.has({psid: '2'})).toBe(false)
    expect(await append(place, [out('2')], list)).toBe(1)
    expect(new OptOutList(place).has({psid: '2'})).toBe(true)
  })

  test('loses nobody when many add at once', async () => {
    const place = await newPlace()
    const groups = Array.from({length: 8}, (_, group) =>
      Array.from({length: 25}, (_, index) => out(String(1 + (group % 4) * 25 + index))),
    )

    const added = await Promise.all(groups.map(group => append(place, group)))

    expect(added.reduce((sum, count) => sum + count)).toBe(100)
    const list = new OptOutList(place)
    expect(list.count).toBe(100)
    expect(new Set(await psids(list)).size).toBe(100)
  })

  test('reads lines of every length backwards, over the bounds of what is read at once', async () => {
    const place = await newPlace()
    const entries = Array.from({length: 3_000}, (_, index) =>
      out(String(index + 1), {detail: 'ö'.repeat((index * 7) % 90)}),
    )

    await append(place, entries)

    expect(await psids(new OptOutList(place))).toEqual(entries.map(({psid}) => psid).reverse())
  })

  test('says who holds it when it stays locked', async () => {
    const place = await newPlace()
    await append(place, [out('1')])
    const folder = join(place.stateFolder, 'optouts', `.platform-${place.pageId}`)
    const claim = await claimFolder(folder)
    onTestFinished(() => ('lock' in claim ? claim.lock.release() : undefined))

    await expect(append(place, [out('2')])).rejects.toThrow(`is being changed by process ${process.pid}`)
  })
})
