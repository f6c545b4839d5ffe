import {appendFile, mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {describe, expect, onTestFinished, test} from 'vitest'
import {collect} from '../../../src/api/core/paging.ts'
import {appendOptOuts} from '../../../src/bulk/opt-outs/append.ts'
import type {OptOutEntry} from '../../../src/bulk/opt-outs/entry.ts'
import {OptOutList, type OptOutPlace, optOutFile} from '../../../src/bulk/opt-outs/list.ts'
import {readOptedOut} from '../../../src/bulk/opt-outs/read.ts'
import {lockName, ownIdentity} from '../../../src/system/process-lock/owner.ts'
import {claimFolder} from '../../../src/system/process-lock.ts'
import {createClock} from '../../helpers/clock.ts'
import {openFilesIn, unlessOpenFilesAreKnown} from '../../helpers/open-files.ts'

async function newPlace(): Promise<OptOutPlace> {
  const stateFolder = await mkdtemp(join(tmpdir(), 'msgr-opt-outs-'))
  onTestFinished(() => rm(stateFolder, {recursive: true}))
  return {stateFolder, target: 'platform', pageId: '109876543210987'}
}

const out = (psid: string, more: Partial<OptOutEntry> = {}): OptOutEntry => ({
  ...{event: 'out', psid, at: 1_000, source: 'command'},
  ...more,
})

const append = (place: OptOutPlace, entries: readonly OptOutEntry[], list = new OptOutList(place)) =>
  appendOptOuts(list, entries, {...place, clock: createClock(), random: Math.random})

const psids = async (list: OptOutList) => (await collect(readOptedOut(list))).map(({psid}) => psid)

describe('the file of a list of people who opted out', () => {
  test('can only be read by its owner', async () => {
    const place = await newPlace()

    await append(place, [out('1')])

    const modeOf = async (path: string) => (await stat(path)).mode & 0o777
    expect(await modeOf(optOutFile(place))).toBe(0o600)
    expect(await modeOf(join(place.stateFolder, 'optouts'))).toBe(0o700)
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

  test('is read from its start when it was made anew, as long as it was before', async () => {
    const place = await newPlace()
    const list = new OptOutList(place)
    for (const psid of ['1', '2', '3', '4']) {
      await append(place, [out(psid)])
      expect(list.has({psid})).toBe(true)
      await rm(optOutFile(place))
    }
  })

  test('is read on from its start after it was cut', async () => {
    const place = await newPlace()
    const list = new OptOutList(place)
    await append(place, [out('1'), out('2')])
    expect(list.count).toBe(2)

    await truncate(optOutFile(place), 0)
    await append(place, [out('3')])

    expect(list.has({psid: '3'})).toBe(true)
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

    const waits: number[] = []
    const clock = {sleep: async (ms: number) => void waits.push(ms)}
    const random = () => 0.9
    const list = new OptOutList(place)

    await expect(appendOptOuts(list, [out('2')], {...place, clock, random})).rejects.toMatchObject({
      message: `The list of people who opted out is being changed by process ${process.pid}`,
      reason: 'optOutsLocked',
    })
    expect(waits).toEqual(Array(199).fill(70))
  })

  test('is not left open', async ({skip}) => {
    skip(...unlessOpenFilesAreKnown)
    const place = await newPlace()

    await append(place, [out('1')])

    expect(await psids(new OptOutList(place))).toEqual(['1'])
    expect(await openFilesIn(place.stateFolder)).toEqual([])
  })

  test('names the lock of another machine, which only a person can judge', async () => {
    const place = await newPlace()
    const folder = join(place.stateFolder, 'optouts', `.platform-${place.pageId}`)
    await mkdir(folder, {recursive: true})
    const lock = join(
      folder,
      lockName({...(await ownIdentity()), host: 'elsewhere', boot: 'b00t', pid: 4711}),
    )
    await writeFile(lock, '')

    await expect(append(place, [out('1')])).rejects.toMatchObject({
      message: expect.stringContaining('is being changed by process 4711 on elsewhere'),
      hint: `If that process is certainly gone, remove ${lock}`,
    })
  })
})
