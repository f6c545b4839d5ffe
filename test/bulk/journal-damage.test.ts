import {readFileSync} from 'node:fs'
import {copyFile, cp, link, open, readFile, rename, rm, stat, unlink, writeFile} from 'node:fs/promises'
import {basename, dirname, join} from 'node:path'
import {expect} from 'vitest'
import {encodeChained} from '../../src/bulk/checked-line.ts'
import {readWitness} from '../../src/bulk/file-store/witness.ts'
import type {BulkWorld} from './bulk-world.ts'
import {collect, people, test} from './bulk-world.ts'
import {readReport, readStatus} from './on-files.ts'

/** The same numbers each time, in [0, 1). */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

const witnessOf = (run: string) => join(dirname(run), `.${basename(run)}.witness`)

/** What of a run lies on the disk, and who was written to by then. */
interface Moment {
  readonly journal: Buffer
  readonly witness: Buffer
  readonly reached: readonly string[]
}

function momentOf(run: string, reached: readonly string[]): Moment {
  return {
    journal: readFileSync(join(run, 'journal.ndjson')),
    witness: readFileSync(witnessOf(run)),
    reached,
  }
}

/** Into the file that is there, which stays the same. Not by truncating it first: ext4 waits for the disk then. */
async function overwrite(file: string, content: string | Buffer): Promise<void> {
  const handle = await open(file, 'r+')
  await handle.write(Buffer.from(content), 0, undefined, 0)
  await handle.truncate(Buffer.byteLength(content))
  await handle.close()
}

/** Puts both files back into the files that are there, so that they stay the same files, and the platform's memory too. */
async function putBack(world: BulkWorld, run: string, {journal, witness, reached}: Moment): Promise<void> {
  await overwrite(join(run, 'journal.ndjson'), journal)
  await overwrite(witnessOf(run), witness)
  world.platform.accepted.splice(0, Number.POSITIVE_INFINITY)
  for (const psid of reached) world.platform.accepted.push({psid, metadata: '', text: ''})
}

/** A journal with whole lines more, until it is longer than that. */
function grown(journal: Buffer, bytes: number): string {
  let text = journal.toString()
  let chain = /"crc":"([0-9a-f]+)"}\n$/.exec(text)?.[1] ?? ''
  while (text.length <= bytes) {
    const line = encodeChained({event: 'start', at: 0, pid: 1}, chain)
    text += line.text
    chain = line.chain
  }
  return text
}

const PEOPLE = 40
/** At how many random places the journal is cut; a quarter as often lines are missing. */
const CUTS = Number(process.env['MSGR_JOURNAL_CUTS'] ?? 20)

/** A run of which half was sent before it was interrupted. */
async function halfSent(world: BulkWorld): Promise<{run: string; older: Buffer; moment: Moment}> {
  const run = await world.freeze(people(PEOPLE))
  let older = Buffer.alloc(0)
  const stop = new AbortController()
  world.platform.answer = () => {
    if (world.platform.accepted.length === 8) older = readFileSync(join(run, 'journal.ndjson'))
    if (world.platform.accepted.length === PEOPLE / 2) stop.abort()
    return undefined
  }
  await world.send(run, {width: 4, signal: stop.signal})
  world.platform.answer = () => undefined
  const reached = world.platform.accepted.map(({psid}) => psid)
  expect(reached.length).toBeLessThan(PEOPLE)
  return {run, older, moment: momentOf(run, reached)}
}

test('a journal that lost anything is not believed: nobody is written to, however it was damaged', async ({
  world,
}) => {
  const {run, older, moment} = await halfSent(world)
  const file = join(run, 'journal.ndjson')
  const other = await world.freeze(people(PEOPLE))
  await world.send(other)
  const othersJournal = await readFile(join(other, 'journal.ndjson'))
  const lines = moment.journal.toString().trimEnd().split('\n')
  const random = numbers(14)
  const place = (end: number) => Math.floor(random() * end)
  const without = (from: number, count: number) => lines.toSpliced(from, count).join('\n').concat('\n')
  const damages: [string, string | Buffer, RegExp][] = [
    ['emptied', '', /lost its end: \d+ lines were on disk, and 0 are left/],
    ['an older copy', older, /lost its end/],
    [
      'an older copy that went on',
      grown(older, moment.journal.length),
      /is not the one that was written there/,
    ],
    ['the journal of another run', othersJournal, /Line 1 of .* is not its first/],
    ['zeros of the same length', Buffer.alloc(moment.journal.length), /lost its end/],
    ['the first line twice', `${lines[0]}\n${moment.journal}`, /Line 2 of .* does not follow line 1/],
    ...Array.from({length: CUTS}, (): [string, Buffer, RegExp] => {
      const bytes = place(moment.journal.length)
      return [`cut at byte ${bytes}`, moment.journal.subarray(0, bytes), /lost its end/]
    }),
    ...Array.from({length: CUTS / 4}, (): [string, string, RegExp] => {
      const line = place(lines.length - 2)
      return [`without lines ${line + 1} and ${line + 2}`, without(line, 2), /does not follow|not its first/]
    }),
    ...Array.from({length: CUTS / 10}, (): [string, string, RegExp] => {
      const line = place(lines.length - 1)
      const moved = [lines[line + 1] ?? '', lines[line] ?? '']
      const text = lines.toSpliced(line, 2, ...moved).join('\n')
      return [`lines ${line + 1} and ${line + 2} exchanged`, `${text}\n`, /does not follow|not its first/]
    }),
  ]

  for (const [name, damaged, why] of damages) {
    await putBack(world, run, moment)
    await overwrite(file, damaged)
    await expect(world.send(run), name).rejects.toThrow(why)
    expect(world.platform.accepted, name).toHaveLength(moment.reached.length)
  }
  await expect(collect(readReport(run)), 'nor does a report make a list of it').rejects.toThrow(
    'does not follow',
  )
  await writeFile(file, '')
  await expect(readStatus(run), 'nor a status').rejects.toThrow('lost its end')

  await putBack(world, run, moment)
  await world.send(run)
  expect(Math.max(...world.platform.deliveries.values()), 'put back as it was, it goes on').toBe(1)
  expect(world.platform.deliveries.size).toBe(PEOPLE)
})

test('whatever end of a journal a crash leaves, nobody is written to twice', async ({world}) => {
  const run = await world.freeze(people(PEOPLE))
  let moment: Moment | undefined
  const stop = new AbortController()
  world.platform.answer = () => {
    if (moment !== undefined || world.platform.accepted.length < PEOPLE / 2) return undefined
    moment = momentOf(run, [])
    stop.abort()
    return undefined
  }
  await world.send(run, {width: 4, signal: stop.signal})
  world.platform.answer = () => undefined
  if (moment === undefined) throw new Error('The run ended before the moment')
  // Whoever was attempted durably counts as reached: their request may be on its way when the machine stops.
  await putBack(world, run, moment)
  const durable = moment.journal
    .toString()
    .split('\n')
    .slice(0, (await readWitness(run)).lines)
  const attempts = durable.map(line => JSON.parse(line)).filter(({event}) => event === 'attempt')
  const reached = attempts.map(({line}) => people(PEOPLE)[line - 1] ?? '')
  expect(reached.length).toBeGreaterThanOrEqual(PEOPLE / 2)
  const {journal} = moment
  let goneOn = 0

  for (let cut = 0; cut < 12; cut += 1) {
    await putBack(world, run, {...moment, reached})
    await overwrite(join(run, 'journal.ndjson'), journal.subarray(0, journal.length - cut * 97))
    const isGoneOn = await world.send(run, {width: 20}).then(
      () => true,
      () => false,
    )
    if (isGoneOn) goneOn += 1
    expect(Math.max(...world.platform.deliveries.values()), `without the last ${cut * 97} bytes`).toBe(1)
  }
  expect(goneOn, 'a torn end that nothing was done on the strength of is no obstacle').toBeGreaterThan(0)
  expect(goneOn).toBeLessThan(12)
})

test('a run that was copied or restored goes on only when somebody answers for it', async ({world}) => {
  const {run, moment} = await halfSent(world)
  const file = join(run, 'journal.ndjson')
  const backup = join(world.folder, 'backup')
  await cp(run, backup, {recursive: true})
  await copyFile(witnessOf(run), `${backup}.witness`)
  await world.send(run)
  const reached = world.platform.accepted.length
  expect(reached).toBe(PEOPLE)

  await rm(run, {recursive: true})
  await cp(backup, run, {recursive: true})
  await expect(world.send(run), 'the folder alone').rejects.toThrow('lost its end')
  await copyFile(`${backup}.witness`, witnessOf(run))
  await expect(world.send(run), 'with its witness').rejects.toThrow('is a copy: the run was restored')
  expect(world.platform.accepted).toHaveLength(reached)

  await putBack(world, run, moment)
  await world.send(run, {acceptsCopy: true})
  expect(world.platform.deliveries.size).toBe(PEOPLE)
  expect(Math.max(...world.platform.deliveries.values())).toBe(1)
  await world.send(run)

  await unlink(witnessOf(run))
  await expect(world.send(run), 'without a witness').rejects.toThrow('.witness cannot be read')
  await writeFile(witnessOf(run), '')
  await expect(world.send(run), 'with an emptied witness').rejects.toThrow('.witness is damaged')
  await rm(file)
  await writeFile(witnessOf(run), moment.witness)
  await expect(world.send(run), 'without a journal').rejects.toThrow('cannot be read, so it is unknown')
})

test('what happens to the journal while it is written to stops the run before the next message', async ({
  world,
}) => {
  const attacks: [string, (run: string) => Promise<unknown>, RegExp][] = [
    ['the folder is removed', run => rm(run, {recursive: true}), /is gone: it was removed or renamed/],
    [
      'all state is removed',
      run => rm(dirname(run), {recursive: true}),
      /is gone: it was removed or renamed/,
    ],
    [
      'it is emptied',
      run => writeFile(join(run, 'journal.ndjson'), ''),
      /was changed by another program: it has 0/,
    ],
    [
      'it is replaced by a copy',
      async run => {
        const file = join(run, 'journal.ndjson')
        await copyFile(file, `${file}.copy`)
        await rename(`${file}.copy`, file)
      },
      /was replaced by another file/,
    ],
    [
      'it is linked to',
      run => link(join(run, 'journal.ndjson'), join(dirname(run), 'link')),
      /has a second name/,
    ],
  ]
  for (const [name, attack, why] of attacks) {
    const runsFolder = join(world.folder, name)
    const run = await world.freeze(people(PEOPLE), {runsFolder})
    world.platform.accepted.splice(0, Number.POSITIVE_INFINITY)
    let attacked: Promise<unknown> | undefined
    const send: BulkWorld['platform']['send'] = async request => {
      if (world.platform.accepted.length >= 10) attacked ??= attack(run)
      await attacked
      return world.platform.send(request)
    }

    await expect(world.send(run, {send, width: 2}), name).rejects.toThrow(why)
    expect(world.platform.accepted.length, name).toBeLessThanOrEqual(14)
    if (await stat(run).catch(() => undefined))
      await expect(world.send(run), `${name}, and the run is resumed`).rejects.toThrow()
    expect(Math.max(...world.platform.deliveries.values()), name).toBe(1)
  }
})

test('a manifest is held to its last byte', async ({world}) => {
  const run = await world.freeze(people(3), {rate: 40})
  const file = join(run, 'manifest.json')
  const text = await readFile(file, 'utf8')

  for (const [from, to] of [
    ['"rate": 40', '"rate": 300'],
    ['109876543210987', '109876543210986'],
    ['Hello', 'Goodbye'],
    ['}\n', '} \n'],
  ] as const) {
    await writeFile(file, text.replace(from, to))
    await expect(world.send(run), to).rejects.toThrow(
      'The manifest of this run was changed after it was planned',
    )
  }
  expect(world.platform.accepted).toEqual([])
})
