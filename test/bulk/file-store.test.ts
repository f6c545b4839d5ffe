import {statSync} from 'node:fs'
import {
  appendFile,
  chmod,
  copyFile,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {basename, join} from 'node:path'
import {setTimeout} from 'node:timers/promises'
import {describe, expect, onTestFinished, test as plainTest} from 'vitest'
import type {Failpoint} from '../../src/bulk/failpoints.ts'
import {identityOf, isSameIdentity} from '../../src/bulk/file-store/fence.ts'
import {fileStore} from '../../src/bulk/file-store/file-store.ts'
import {folderRun} from '../../src/bulk/file-store/folder-run.ts'
import {FileLines} from '../../src/bulk/file-store/journal-lines.ts'
import {requestsIn} from '../../src/bulk/file-store/requests.ts'
import {appendTo, journalIn} from '../../src/bulk/file-store/run-journal.ts'
import {refuseCopy} from '../../src/bulk/file-store/witness.ts'
import {Journal, readJournal} from '../../src/bulk/journal.ts'
import type {JournalEntry} from '../../src/bulk/journal-entry.ts'
import {toTheEnd} from '../../src/system/to-the-end.ts'
import {openFilesIn, unlessOpenFilesAreKnown} from '../helpers/open-files.ts'
import {collect, people, test, toRows} from './bulk-world.ts'
import {draftRun, readReport} from './on-files.ts'

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'msgr-store-'))
  onTestFinished(() => rm(folder, {recursive: true, force: true}))
  return folder
}

/** Adds a line to the journal of a run, as msgr would. */
async function appendEntry(run: string, entry: JournalEntry): Promise<void> {
  const end = await toTheEnd(readJournal(await journalIn(run)), () => {})
  const journal = new Journal(await appendTo(run, end, {acceptsCopy: true}), end)
  await journal.commit(entry)
  await journal.close()
}

describe('a request to the process that sends', () => {
  plainTest('is there until it is removed, for its owner only, and the last one counts', async () => {
    const folder = await makeFolder()
    const requests = requestsIn(folder)
    expect(await requests.read('stop')).toBeUndefined()

    await requests.write('stop', {kind: 'pause'})
    await requests.write('stop', {kind: 'cancel'})
    await requests.write('rate', {perSecond: 5})

    expect([await requests.read('stop'), await requests.read('rate')]).toEqual([
      {kind: 'cancel'},
      {perSecond: 5},
    ])
    expect((await stat(join(folder, 'stop.json'))).mode & 0o777).toBe(0o600)
    for (let times = 0; times < 2; times += 1) await requests.remove('stop')
    expect(await readdir(folder)).toEqual(['rate.json'])
  })

  plainTest('that cannot be written says why', async () => {
    const requests = requestsIn(join(await makeFolder(), 'none'))

    await expect(requests.write('stop', {})).rejects.toMatchObject({
      message: expect.stringMatching(/^The process that sends the run cannot be asked for anything: .*none/),
      cause: {code: 'ENOENT'},
    })
  })
})

describe('lines of a journal', () => {
  plainTest('are read at any position, whatever their length, and in any order', async () => {
    const file = join(await makeFolder(), 'journal.ndjson')
    const lengths = [1, 300_000, 0, 5, 262_143, 262_144, 700_000, 3]
    const lines = lengths.map((length, index) => String(index).repeat(length))
    await writeFile(file, `${lines.join('\n')}\n`)
    const positions = lines.map((_, index) => lines.slice(0, index).join('\n').length + (index && 1))
    const open = await FileLines.open(file)
    onTestFinished(() => open.close())

    for (const order of [
      [0, 1, 2, 3, 4, 5, 6, 7],
      [7, 3, 0, 6, 3, 5, 1, 2, 4],
    ])
      for (const index of order)
        expect(String(await open.at(positions[index] ?? 0)) === lines[index], `line ${index}`).toBe(true)
  })

  plainTest('without an end reach to the end of the file', async () => {
    const file = join(await makeFolder(), 'journal.ndjson')
    await writeFile(file, 'one\ntwo')
    const open = await FileLines.open(file)
    onTestFinished(() => open.close())

    expect([String(await open.at(0)), String(await open.at(4))]).toEqual(['one', 'two'])
  })
})

describe('the last entry of a journal', () => {
  test('is known without the others, also of a long journal', async ({world}) => {
    const run = await world.freeze(people(500))
    await world.send(run, {send: async () => ({kind: 'sent', messageId: 'm'})})
    expect(statSync(join(run, 'journal.ndjson')).size).toBeGreaterThan(65_536)

    expect(await folderRun(run).last()).toMatchObject({event: 'end', counts: {sent: 500}})
  })

  test('is not known of a new journal, or behind a torn, damaged or foreign line', async ({world}) => {
    const run = await world.freeze(people(1))
    expect(await folderRun(run).last()).toBeUndefined()
    await world.send(run)
    const journal = join(run, 'journal.ndjson')
    const whole = `${journal}.whole`
    await copyFile(journal, whole)

    for (const text of ['{"event"', 'damaged\n', '\n']) {
      await copyFile(whole, journal)
      await appendFile(journal, text)
      expect(await folderRun(run).last(), text).toBeUndefined()
    }
    const other = await world.freeze(people(2))
    await world.send(other)
    await copyFile(join(other, 'journal.ndjson'), journal)
    expect(await folderRun(run).last()).toBeUndefined()
  })
})

describe('runs in a folder', () => {
  plainTest('are none where there is no folder; one that cannot be read is an error', async () => {
    const folder = await makeFolder()

    expect(await fileStore(join(folder, 'none')).list()).toEqual([])
    await writeFile(join(folder, 'file'), '')
    await expect(fileStore(join(folder, 'file')).list()).rejects.toMatchObject({code: 'ENOTDIR'})
  })

  test('come with their names and numbers; what is no run is passed over', async ({world}) => {
    const first = await world.freeze(people(1), {identity: () => ({name: 'sale', selection: '{}'})})
    const second = await world.freeze(people(1))
    await mkdir(join(world.folder, 'names'))
    const unreadable = ['20200101-000000-abcdef', '20200101-000000-abcdee', '20200101-000000-abcdf0']
    for (const run of unreadable) await mkdir(join(world.folder, run))

    const store = fileStore(world.folder)

    expect(await store.list()).toEqual([
      {run: basename(first), sequence: 1, name: 'sale'},
      {run: basename(second), sequence: 2, name: undefined},
      ...unreadable.toSorted().map(run => ({run, sequence: Number.MAX_SAFE_INTEGER, name: undefined})),
    ])
    expect(await store.open(unreadable[0] ?? '').glance()).toBeUndefined()
    expect(await store.open(basename(first)).glance()).toMatchObject({identity: {name: 'sale'}, sequence: 1})
    const third = await world.freeze(people(1))
    expect((await store.list()).find(({run}) => run === basename(third))).toMatchObject({sequence: 3})
  })

  test('belong to their owner alone', async ({world}) => {
    const run = await world.freeze(people(1))
    const modes = ['manifest.json', 'recipients.ndjson', 'journal.ndjson'].map(
      name => statSync(join(run, name)).mode & 0o777,
    )

    expect(modes).toEqual([0o600, 0o600, 0o600])
    expect(statSync(run).mode & 0o777).toBe(0o700)
    expect(statSync(join(world.folder, `.${basename(run)}.witness`)).mode & 0o777).toBe(0o600)
  })

  test('planned in the same second with the same luck get ids of their own', async ({world}) => {
    const draft = async () => basename(await world.freeze(people(1), {random: () => 0.5}))

    expect(await draft()).toBe('20261122-090000-800000')
    expect(await draft()).toBe('20261122-090001-800000')
    await mkdir(join(world.folder, '.20261122-090002-800000.tmp'))
    expect(await draft()).toBe('20261122-090003-800000')
  })

  test('are sent by one worker at a time for each platform', async ({world}) => {
    const store = fileStore(world.folder)
    const claim = await store.claimWork('emulator')

    expect(await store.claimWork('emulator')).toMatchObject({
      holder: {name: expect.stringMatching(/^process \d+/)},
    })
    const other = await store.claimWork('platform')
    // Where other versions of msgr on this machine look, too.
    expect(await readdir(join(world.folder, 'workers'))).toEqual(['emulator', 'platform'])
    for (const each of [claim, other]) if ('taken' in each) await each.taken.release()
    expect(await store.claimWork('emulator')).toHaveProperty('taken')
  })
})

test('a run leaves no file open, however it ended', async ({world, skip}) => {
  skip(...unlessOpenFilesAreKnown)
  const [run, damaged] = [await world.freeze(people(3)), await world.freeze(people(1))]
  await world.send(run)
  await folderRun(run).last()
  await collect(readReport(run))
  await (await draftRun(toRows(people(1)), world.draftOptions())).discard()
  await appendFile(join(damaged, 'journal.ndjson'), 'damaged\n')
  await expect(world.send(damaged)).rejects.toThrow('is damaged')
  await link(join(run, 'journal.ndjson'), join(run, 'linked'))
  await expect(world.send(run)).rejects.toThrow('was linked to: it has a second name')
  const other = await world.freeze(people(2))
  for (const line of [1, 3]) await appendEntry(other, {event: 'attempt', line, at: 0})
  const journal = join(other, 'journal.ndjson')
  await expect(world.send(other)).rejects.toThrow(
    `The journal ${journal} names a recipient that the run does not have`,
  )

  expect(await openFilesIn(world.folder)).toEqual([])
})

test('a disk that is full stops the run in the middle of a line, and nobody gets it twice', async ({
  world,
}) => {
  const run = await world.freeze(people(6))
  const journal = join(run, 'journal.ndjson')
  let lines = 0
  const failpoint = (name: Failpoint) => {
    if (name === 'line-half-written') lines += 1
    return name === 'disk-full' && lines === 4
  }

  await expect(world.send(run, {width: 1, failpoint})).rejects.toMatchObject({
    message: expect.stringMatching(
      /^The journal .* cannot be written, so nothing more is done: no space left on device/,
    ),
    hint: 'Make room or mend the disk, then resume the run',
  })
  const text = await readFile(journal, 'utf8')
  expect(text.slice(text.lastIndexOf('\n') + 1)).toMatch(/^\{"event"/)

  const {counts} = await world.send(run)
  expect(counts.sent + counts.inDoubt).toBe(6)
  expect(new Set(world.platform.deliveries.values())).toEqual(new Set([1]))
})

describe('a file is known again', () => {
  plainTest('whatever is written to it, and a copy is another', async () => {
    const file = join(await makeFolder(), 'one')
    await writeFile(file, 'x')
    const identity = () => identityOf(statSync(file, {bigint: true}))
    const before = identity()
    await appendFile(file, 'y')
    await chmod(file, 0o600)
    await copyFile(file, `${file}.copy`)

    expect(isSameIdentity(before, identity())).toBe(true)
    expect(isSameIdentity(before, identityOf(statSync(`${file}.copy`, {bigint: true})))).toBe(false)
  })

  plainTest('also where a restored one got the inode of the one that was written', async ({skip}) => {
    const folder = await makeFolder()
    const file = join(folder, 'journal.ndjson')
    await writeFile(file, 'x')
    await setTimeout(20)
    await appendFile(file, 'y')
    const identity = identityOf(statSync(file, {bigint: true}))
    const [inode, born] = identity.split(':')
    skip(born === '', 'this system does not say when a file was created')
    const witnessed = {bytes: 0, lines: 0, chain: '', manifest: ''}

    await refuseCopy(folder, {...witnessed, journal: identity})
    await expect(refuseCopy(folder, {...witnessed, journal: `${inode}:1`})).rejects.toMatchObject({
      reason: 'journalCopied',
    })
  })

  plainTest.each([
    ['5:100', '5:100', true],
    ['5:100', '5:200', false],
    ['5:100', '6:100', false],
    ['5:', '5:100', true],
    ['5:100', '5:', true],
    ['5:', '6:', false],
  ])('where the system says when it was created: %s and %s: %s', (one, other, isSame) => {
    expect(isSameIdentity(one, other)).toBe(isSame)
  })

  plainTest.each([
    [{birthtimeNs: 7n, ctimeNs: 9n}, '5:7'],
    [{birthtimeNs: 0n, ctimeNs: 9n}, '5:'],
    [{birthtimeNs: 9n, ctimeNs: 9n}, '5:'],
  ])('where the system does not say when it was created, by its inode alone: %o', (times, identity) => {
    const stats = statSync(tmpdir(), {bigint: true})

    expect(identityOf(Object.assign(stats, {ino: 5n, ...times}))).toBe(identity)
  })
})
