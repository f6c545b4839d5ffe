import {readdir, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {Readable} from 'node:stream'
import {describe, expect} from 'vitest'
import type {CommandDescription} from '../../src/cli/about/describe.ts'
import {patiently} from '../helpers/patience.ts'
import {everythingIn, liftProfileLimit, liftRateLimits, pageOf, peopleOf, psidsOf} from '../helpers/probe.ts'
import {rowOf, workbookOf} from '../helpers/workbook.ts'
import {type EmulatedWorld, test} from '../helpers/world.ts'
import {Chance, damaged, isText, type Meant, people, writeList} from './misread.ts'
import {list, readers} from './readers.ts'

/** How often each property is tried; more of them are others. */
const count = Number(process.env['MSGR_MISREAD_CASES'] ?? 2)
const seed = Number(process.env['MSGR_MISREAD_SEED'] ?? 13)
const ada = '6411223344556677'

/** What looks like one, and why it is not. */
const others: Readonly<Record<string, string>> = {
  'login --with-token': 'a secret, of which stdin has one line; it is decoded as all of stdin',
  'page list --with-token': 'the same',
  'send attachment source': 'the bytes of a medium, sent as they are',
  'attachment upload source': 'the same',
  'emulator person word': 'the same',
  'comment reply text': 'a text, which - reads',
  'listen --ssh-config': 'read by ssh',
  'schema name': 'the name of a kind of file',
}

test('each argument and flag that names a file to read is tried here', {timeout: patiently(120_000)}, async ({
  world,
}) => {
  const commands: readonly CommandDescription[] = JSON.parse((await world.msgr('commands --json')).out)
  const isOutput = /^(?:write|where to write|with --from: write|as JUnit|record|the names|a file that is)/i
  const found = commands.flatMap(({name, arguments: given, options}) => [
    ...given
      .filter(
        each =>
          /^(?:files?|recording|event|source)$/.test(each.name) ||
          /standard input|\bfile\b/i.test(each.about),
      )
      .filter(each => !isOutput.test(each.about))
      .map(each => `${name} ${each.name}`),
    ...options
      .filter(each => /<file>/.test(each.flags) || /reads? .*standard input|from a file/i.test(each.about))
      .filter(each => !/^--(?:out|rejects|explain|chart|report|record|junit|ready-file)\b/.test(each.flags))
      .map(each => `${name} ${/--[\w-]+/.exec(each.flags)?.[0]}`),
  ])

  expect(found.filter(each => !(each in readers) && !(each in others))).toEqual([])
  expect([...Object.keys(readers), ...Object.keys(others)].filter(each => !found.includes(each))).toEqual([])
})

/** Everything that a command may change: the emulator but for what counts calls, and the working folder. */
async function traceOf({emulator, folder}: EmulatedWorld): Promise<string> {
  const {callCounts: _, lastNumber: __, ...state} = everythingIn(emulator)
  const files = (await readdir(folder, {recursive: true})).filter(file => !file.startsWith('in.'))
  return JSON.stringify([state, files.sort()])
}

async function prepare(world: EmulatedWorld): Promise<void> {
  liftProfileLimit(world.emulator)
  liftRateLimits(world.emulator)
  await world.msgr('label create VIP')
}

describe.for(Object.entries(readers))('%s', ([name, {line, file, good, fails}]) => {
  const isStdin = file === '-'

  async function run(world: EmulatedWorld, bytes: Buffer, flags = '') {
    if (!isStdin) await world.write(file, bytes)
    await rm(join(world.folder, 'codes'), {recursive: true, force: true})
    return world.msgr(`${line} ${flags}`, isStdin ? {stdin: Readable.from([bytes])} : {})
  }

  test('nothing is done on the strength of bytes that are no text', {timeout: patiently(120_000)}, async ({
    world,
  }) => {
    await prepare(world)
    const chance = new Chance(seed + [...name].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7))
    const tries = [
      {bytes: Buffer.from(good.replaceAll('€', 'E').replaceAll('–', '-'), 'latin1'), about: 'Windows-1252'},
      ...Array.from({length: count}, () => damaged(good, chance)),
    ]
    for (const {bytes, about} of tries.filter(each => !isText(each.bytes))) {
      const before = await traceOf(world)
      const {code} = await run(world, bytes)

      expect({about, bytes: bytes.toString('latin1'), done: code === 0}).toMatchObject({done: false})
      expect(await traceOf(world)).toBe(before)
    }
  })

  if (fails !== undefined) return

  test('a good file is read', async ({world}) => {
    await prepare(world)
    // As Windows writes it.
    const marked = Buffer.from(`\ufeff${good.replaceAll('\n', '\r\n')}`, 'utf16le')

    expect(await run(world, Buffer.from(good))).toMatchObject({code: 0})
    expect(await run(world, marked)).not.toMatchObject({code: 2})
    expect((await run(world, Buffer.from(good))).err).not.toContain('UTF-8')
  })
})

test('a workbook is a list, and nothing else', {timeout: patiently(120_000)}, async ({world}) => {
  await prepare(world)
  const workbook = workbookOf({rows: rowOf(1, ['psid', 'label']) + rowOf(2, [ada, 'VIP'])})
  for (const [name, {line, file, good, fails = 'waits'}] of Object.entries(readers)) {
    if (fails !== 'waits' || file === '-' || good === list || /code|subscriber/.test(name)) continue
    await world.write(file, workbook)
    const {code, err} = await world.msgr(line)

    expect({name, code, err}).toEqual({
      name,
      code: 2,
      err: expect.stringContaining('is a spreadsheet (Excel), not text'),
    })
  }
})

describe('a list in any form', () => {
  test('is planned as it was meant, or refused', {timeout: patiently(300_000)}, async ({world}) => {
    await prepare(world)
    const chance = new Chance(seed)
    for (let round = 0; round < count * 8; round += 1) {
      const rows = people(psidsOf(world.emulator), chance)
      const {bytes, flags, mustRead, about} = writeList(rows, chance)
      await world.write('in.csv', bytes)
      const words = ['--text', '{{first_name|?}}', '--to', 'in.csv', '--json', ...flags]
      const {code, out, err} = await world.msgr(['broadcast', 'plan', ...words])

      expect({about, code, err}).toMatchObject(
        mustRead ? {code: 0} : {code: 2, err: expect.stringContaining('in.csv:')},
      )
      if (code === 0) expect({about, planned: plannedOf(out)}).toEqual({about, planned: rows})
    }
  })

  test('labels and blocks those who were meant, or nobody', {timeout: patiently(300_000)}, async ({
    world,
  }) => {
    await prepare(world)
    const chance = new Chance(seed + 1)
    const known = peopleOf(world.emulator, pageOf(world.emulator).id)
    const clear = () => {
      for (const each of known) {
        each.labelIds.length = 0
        each.isBlockedByPage = false
      }
    }
    for (let round = 0; round < count * 4; round += 1) {
      clear()
      const rows = people(
        known.map(({psid}) => psid),
        chance,
      )
      const {bytes, flags, mustRead, about} = writeList(rows, chance)
      await world.write('in.csv', bytes)
      const isLabel = chance.isTrue()
      const line = isLabel ? 'label assign VIP --from in.csv' : 'user block --from in.csv --yes'
      const {code} = await world.msgr([...line.split(' '), ...flags])
      const done = known.filter(each => (isLabel ? each.labelIds.length > 0 : each.isBlockedByPage === true))

      expect({about, code}).toMatchObject({code: mustRead ? 0 : 2})
      expect(done.map(({psid}) => psid).sort()).toEqual(mustRead ? rows.map(({psid}) => psid).sort() : [])
    }
  })
})

function plannedOf(out: string): readonly Meant[] {
  const {examples} = JSON.parse(out)
  return examples.map(
    ({
      recipient,
      message: {text},
    }: {
      readonly recipient: {readonly id: string}
      readonly message: {readonly text: string}
    }) => ({
      psid: recipient.id,
      name: text === '?' ? '' : text,
    }),
  )
}
