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

/** How often each property is tried; more of them are others. */
const count = Number(process.env['MSGR_MISREAD_CASES'] ?? 2)
const seed = Number(process.env['MSGR_MISREAD_SEED'] ?? 13)
const ada = '6411223344556677'

interface Reader {
  /** The command with the file `in.EXT`. */
  readonly line: string
  readonly file: string
  /** A good file; what is not ASCII in it counts. */
  readonly good: string
  /** Why a good file does not end with 0 here. */
  readonly fails?: 'ended' | 'nothing listens' | 'no bot' | 'no run' | 'no app' | 'no flow' | 'waits'
}

const list = `psid,name,label\n${ada},Zoë,VIP\n`
const profile = 'get_started: {payload: Bénévole}\n'
const page = 'labels: [Bénévole]\n'
const message = 'text: Zoë – 10 €\n'
const template = `template_type: button\ntext: Zoë\nbuttons: [{type: postback, title: Zoë, payload: A}]\n`
const utility = `name: pickup\nlanguage: fr\ncategory: UTILITY\ncomponents:\n  - {type: BODY, text: "Votre colis {{1}} est arrivé.", example: {body_text: [[Zoë]]}}\n`
const flow =
  'name: Zoë\neligible_platforms: [messenger]\nwelcome_message_flow: [{message: {text: Bénévole}}]\n'
const delivery = `{"object":"page","entry":[{"id":"1","time":1,"messaging":[{"sender":{"id":"${ada}"},"recipient":{"id":"1"},"timestamp":1,"message":{"mid":"m_1","text":"Zoë"}}]}]}`
const recording = `${JSON.stringify({received_at: '2026-11-01T00:00:00Z', headers: [], body: delivery})}\n`

/** Each place on a command line where a file is named that is read. */
const readers: Readonly<Record<string, Reader>> = {
  'page plan file': {line: 'page plan in.yaml', file: 'in.yaml', good: page},
  'page apply file': {line: 'page apply in.yaml --yes', file: 'in.yaml', good: page},
  'page validate file': {line: 'page validate in.yaml', file: 'in.yaml', good: page},
  'profile set file': {line: 'profile set in.yaml --yes', file: 'in.yaml', good: profile},
  'profile validate file': {line: 'profile validate in.yaml', file: 'in.yaml', good: profile},
  'profile diff file': {line: 'profile diff in.yaml', file: 'in.yaml', good: profile},
  'profile apply file': {line: 'profile apply in.yaml --yes', file: 'in.yaml', good: profile},
  'profile menu set file': {
    line: `profile menu set ${ada} in.yaml --yes`,
    file: 'in.yaml',
    good: 'persistent_menu: [{locale: default, call_to_actions: [{type: postback, title: Zoë, payload: A}]}]\n',
    fails: 'no run',
  },
  'nlp set --custom-token-from': {
    line: 'nlp set --custom-token-from in.txt',
    file: 'in.txt',
    good: 'Zoë0123456789',
    fails: 'ended',
  },
  'label assign --from': {line: 'label assign VIP --from in.csv', file: 'in.csv', good: list},
  'label unassign --from': {line: 'label unassign VIP --from in.csv --yes', file: 'in.csv', good: list},
  'label import file': {line: 'label import in.csv --yes', file: 'in.csv', good: list},
  'label plan file': {line: 'label plan in.csv', file: 'in.csv', good: list},
  'send text text': {line: `send text ${ada} -`, file: '-', good: 'Zoë – 10 €'},
  'send quick-replies text': {line: `send quick-replies ${ada} - --reply S`, file: '-', good: 'Zoë – 10 €'},
  'send template file': {line: `send template ${ada} in.yaml`, file: 'in.yaml', good: template},
  'send marketing message': {
    line: `send marketing ${ada} in.yaml --campaign "Autumn offers" --yes`,
    file: 'in.yaml',
    good: message,
  },
  'campaign preview message': {line: 'campaign preview in.yaml', file: 'in.yaml', good: message},
  'subscriber ask --from': {
    line: 'subscriber ask --from in.csv --title Hats --yes',
    file: 'in.csv',
    good: list,
  },
  'subscriber unsubscribe --from': {
    line: 'subscriber unsubscribe --from in.csv --yes',
    file: 'in.csv',
    good: `email,name\nzoe@example.com,Zoë\n`,
  },
  'subscriber import file': {
    line: 'subscriber import in.csv --name Fans --yes',
    file: 'in.csv',
    good: 'email,first_name\nzoe@example.com,Zoë\n',
  },
  'subscriber import --recording': {
    line: 'subscriber import --recording in.ndjson',
    file: 'in.ndjson',
    good: recording,
    fails: 'no run',
  },
  'send raw file': {
    line: 'send raw in.yaml',
    file: 'in.yaml',
    good: `recipient: {id: '${ada}'}\nmessaging_type: RESPONSE\nmessage: {text: Zoë}\n`,
  },
  'template edit file': {
    line: 'template edit order_update in.yaml --yes',
    file: 'in.yaml',
    good: 'components: [{type: BODY, text: Zoë is on the way to you.}]\n',
  },
  'call settings set --hours': {
    line: 'call settings set --hours in.yaml',
    file: 'in.yaml',
    good: 'timezone_id: Europe/Zurich\nweekly_operating_hours: [{day_of_week: Zoë, open_time: "0900", close_time: "1800"}]\n',
  },
  'flow create file': {line: 'flow create in.yaml', file: 'in.yaml', good: flow},
  'flow edit file': {line: 'flow edit 7 in.yaml', file: 'in.yaml', good: flow, fails: 'no flow'},
  'template create file': {line: 'template create in.yaml', file: 'in.yaml', good: utility},
  'optout add --from': {line: 'optout add --from in.csv', file: 'in.csv', good: list},
  'optout remove --from': {line: 'optout remove --from in.csv', file: 'in.csv', good: list},
  'optout import file': {line: 'optout import in.csv', file: 'in.csv', good: list},
  'user block --from': {line: 'user block --from in.csv --yes', file: 'in.csv', good: list},
  'user unblock --from': {line: 'user unblock --from in.csv --yes', file: 'in.csv', good: list},
  'user spam --from': {line: 'user spam --from in.csv --yes', file: 'in.csv', good: list},
  'broadcast plan message': {line: 'broadcast plan in.yaml --all', file: 'in.yaml', good: message},
  'broadcast plan --to': {line: 'broadcast plan --text Hi --to in.csv', file: 'in.csv', good: list},
  'broadcast plan --not-to': {
    line: 'broadcast plan --text Hi --all --not-to in.csv',
    file: 'in.csv',
    good: list,
  },
  'broadcast send --not-to': {
    line: 'broadcast send --text Hi --all --yes --again --not-to in.csv',
    file: 'in.csv',
    good: list,
  },
  'broadcast send message': {
    line: 'broadcast send in.yaml --all --yes --again',
    file: 'in.yaml',
    good: message,
  },
  'broadcast send --to': {
    line: 'broadcast send --text Hi --yes --again --to in.csv',
    file: 'in.csv',
    good: list,
  },
  'broadcast send --targeting': {
    line: 'broadcast send --text Hi --via broadcast-api --force --targeting in.yaml',
    file: 'in.yaml',
    good: 'labels: [Zoë]\n',
    fails: 'ended',
  },
  'broadcast resume --echoes': {
    line: 'broadcast resume last --in-doubt check --echoes in.ndjson',
    file: 'in.ndjson',
    good: recording,
    fails: 'no run',
  },
  'broadcast report --echoes': {
    line: 'broadcast report last --echoes in.ndjson',
    file: 'in.ndjson',
    good: recording,
    fails: 'no run',
  },
  'broadcast report --events': {
    line: 'broadcast report last --events in.ndjson',
    file: 'in.ndjson',
    good: recording,
    fails: 'no run',
  },
  'broadcast estimate --targeting': {
    line: 'broadcast estimate --force --targeting in.yaml',
    file: 'in.yaml',
    good: 'labels: [Zoë]\n',
    fails: 'ended',
  },
  'creative create file': {
    line: 'creative create in.yaml --force',
    file: 'in.yaml',
    good: message,
    fails: 'ended',
  },
  'sponsored send message': {
    line: 'sponsored send in.yaml --force',
    file: 'in.yaml',
    good: message,
    fails: 'ended',
  },
  'sponsored send --targeting': {
    line: 'sponsored send 1 --force --targeting in.yaml',
    file: 'in.yaml',
    good: 'geo_locations: {countries: [Zoë]}\n',
    fails: 'ended',
  },
  'preview message': {line: 'preview in.yaml', file: 'in.yaml', good: message, fails: 'waits'},
  'preview --to': {line: 'preview --text Hi --to in.csv', file: 'in.csv', good: list, fails: 'waits'},
  'id match --from': {line: 'id match --from in.csv', file: 'in.csv', good: list},
  'code generate --from': {line: 'code generate --from in.csv', file: 'in.csv', good: 'ref,name\nété,Zoë\n'},
  'trigger event': {line: 'trigger in.json', file: 'in.json', good: delivery, fails: 'nothing listens'},
  'replay recording': {
    line: 'replay in.ndjson',
    file: 'in.ndjson',
    good: recording,
    fails: 'nothing listens',
  },
  'signed-request verify text': {
    line: 'signed-request verify -',
    file: '-',
    good: 'Zoë.Zoë',
    fails: 'no app',
  },
  'emulator import file': {
    line: 'emulator import in.json --yes',
    file: 'in.json',
    good: '{"é":1}',
    fails: 'no run',
  },
  'emulator test files': {
    line: 'emulator test in.yaml',
    file: 'in.yaml',
    good: 'steps:\n  - say: Zoë\n  - expect: Zoë\n',
    fails: 'no bot',
  },
  'api --from': {
    line: 'api POST me/custom_labels --from in.json',
    file: 'in.json',
    good: '{"page_label_name":"Zoë"}',
  },
}

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
