import {createServer, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import {describe, expect, onTestFinished} from 'vitest'
import {declared} from '../../src/cli/declared.ts'
import {table} from '../../src/cli/table.ts'
import {completionOf, type ValueSource} from '../../src/commands/shared/arguments/completed.ts'
import {plainStyle} from '../../src/terminal/style.ts'
import {test, type World} from '../helpers/world.ts'

/** What is offered where Tab was pressed: the last word is being typed. */
async function offered(world: World, ...words: readonly string[]): Promise<readonly string[]> {
  const {code, out, err} = await world.msgr(['__complete', 'zsh', '--', ...words])
  expect({code, err}).toEqual({code: 0, err: ''})
  return out.trimEnd().split('\n')
}

describe('what is offered', () => {
  test('nouns and verbs, with what they do', async ({bareWorld: world}) => {
    expect(await offered(world, 'lab')).toEqual(['values', 'label'])
    expect(await offered(world, 'label', 'l')).toEqual(['values', 'list\tList the custom labels of the Page'])
    expect(await offered(world, 'emulator', 'fault', '')).toEqual([
      'values',
      expect.stringMatching(/^add\t/),
      expect.stringMatching(/^list\t/),
      expect.stringMatching(/^clear\t/),
    ])
    expect(await offered(world, 'no-such-noun', '')).toEqual(['values'])
  })

  test('the flags of a command, and what a flag can be', async ({bareWorld: world}) => {
    expect(await offered(world, 'label', 'import', '--cre')).toEqual([
      'values',
      expect.stringMatching(/^--create-missing\t/),
    ])
    expect(await offered(world, 'label', 'list', '--format', '')).toEqual([
      'values',
      'text',
      'json',
      'csv',
      'excel-csv',
    ])
    expect(await offered(world, '--format=j')).toEqual(['values', '--format=json'])
    expect(await offered(world, 'send', 'text', '--type', 'U')).toEqual(['values', 'UPDATE', 'UTILITY'])
  })

  test('a flag that was given is not offered again, one that repeats is', async ({bareWorld: world}) => {
    expect(await offered(world, 'label', 'import', '--create-missing', '--cre')).toEqual(['values'])
    expect(await offered(world, 'listen', '--forward-to', '3000', '--forw')).toEqual([
      'values',
      expect.stringMatching(/^--forward-to\t/),
    ])
  })

  test('files are left to the shell', async ({bareWorld: world}) => {
    expect(await offered(world, 'label', 'import', 'pe')).toEqual(['files'])
    expect(await offered(world, 'emulator', 'exec', '--', 'node', '--fl')).toEqual(['files'])
  })

  test('Pages by the names of the settings', async ({bareWorld: world}) => {
    await world.write('.msgrrc.yaml', 'pages: {shop: {pageId: "1"}, staging: {pageId: "2"}}\n')

    expect(await offered(world, '--page', 's')).toEqual(['values', 'shop', 'staging'])
    expect(await offered(world, 'label', 'list', '--page=st')).toEqual(['values', '--page=staging'])
  })

  test('labels, people and properties of the Page', async ({world}) => {
    expect(await offered(world, 'label', 'get', 'B')).toEqual([
      'values',
      expect.stringMatching(/^Beta testers\t\d+$/),
    ])
    expect(await offered(world, 'user', 'get', '64112233445566')).toEqual([
      'values',
      '6411223344556677\tAda Lindqvist',
    ])
    expect(await offered(world, 'profile', 'get', 'ice')).toEqual(['values', 'ice_breakers'])
  })

  test('runs on this machine, the newest first', async ({world}) => {
    await world.msgr('broadcast send --text Hi --to - --yes', {stdin: '6411223344556677\n'})
    const [, run] = await offered(world, 'broadcast', 'status', '')

    expect(run).toMatch(/^\d{8}-\d{6}-/)
    expect(await offered(world, 'broadcast', 'status', 'la')).toEqual(['values', 'last'])
    const stdin = '6411223344556677\n'
    await world.msgr('broadcast send --text Yo --to - --yes --name spring-sale', {stdin})
    const [, name, named, ...others] = await offered(world, 'broadcast', 'pause', '')
    expect([name, others]).toEqual(['spring-sale', [run, 'last']])
    expect(named).toMatch(/^\d{8}-/)
    for (const words of [
      ['broadcast', 'resume', 'spr'],
      ['broadcast', 'send', '--not-in-run', 'spr'],
    ])
      expect(await offered(world, ...words)).toEqual(['values', 'spring-sale'])
  })

  test('campaigns and audiences of the ad account', async ({world}) => {
    expect(await offered(world, 'campaign', 'get', '')).toEqual([
      'values',
      '6011110000000001\tAutumn offers',
      '6011110000000002\tSummer sale',
    ])
    expect(await offered(world, 'send', 'marketing', '1', '--campaign', '60111100000000')).toHaveLength(3)
    expect(await offered(world, 'subscriber', 'list', '--audience', '63')).toEqual([
      'values',
      '6301110000000001\tNewsletter readers',
    ])
  })

  test('imports where an import goes on, and recordings and runs by their own', async ({world}) => {
    await world.msgr('label import - --label Newsletter --yes', {stdin: '6411223344556677\n'})
    const [, run] = await offered(world, 'label', 'import', '--resume', '')

    expect(run).toMatch(/^\d{8}-\d{6}-/)
    expect(await offered(world, 'label', 'import', '--resume', 'la')).toEqual(['values', 'last'])
    expect(await offered(world, 'broadcast', 'status', '')).toEqual(['values', 'last'])
    expect(await offered(world, 'replay', 'la')).toEqual(['values', 'last'])
    expect(await offered(world, 'replay', 'night.nd')).toEqual(['files'])
    expect(await offered(world, 'trigger', 'my.js')).toEqual(['files'])
  })

  test('people wherever one is named, also behind a flag by its former name', async ({world}) => {
    for (const words of [
      ['listen', '--from', ''],
      ['listen', '--person', ''],
      ['listen', '--from=64112233445566'],
      ['replay', 'last', '--from', ''],
      ['conversation', 'messages', ''],
      ['emulator', 'test', '--person', ''],
      ['id', 'match', ''],
      ['label', 'assign', 'VIP', '6411223345556680', ''],
    ])
      expect((await offered(world, ...words)).join('\n'), words.join(' ')).toContain('6411223344556677\tAda')
  })

  test('fields one after the other', async ({bareWorld: world}) => {
    expect(await offered(world, 'listen', '--events', 'messages,messaging_postb')).toEqual([
      'values',
      'messages,messaging_postbacks',
    ])
  })

  test('names one after the other, each once, also such with a comma or a blank in them', async ({
    bareWorld: world,
  }) => {
    await world.write(
      '.msgrrc.yaml',
      'pages: {shop: {pageId: "1"}, staging: {pageId: "2"}, "Acme, Graz": {pageId: "3"}}\n',
    )

    expect(await offered(world, '--page', 'shop,s')).toEqual(['values', 'shop,staging'])
    expect(await offered(world, 'page', 'plan', '--page=staging,')).toEqual([
      'values',
      '--page=staging,shop',
      '--page=staging,Acme, Graz',
    ])
    expect(await offered(world, 'label', 'list', '--page', 'Acme, G')).toEqual(['values', 'Acme, Graz'])
    expect(await offered(world, 'user', 'get', '1', '--fields', 'name,loc')).toEqual([
      'values',
      'name,locale',
    ])
    expect(await offered(world, 'webhook', 'subscribe', 'messages,messaging_postb')).toEqual([
      'values',
      'messages,messaging_postbacks',
    ])
  })

  test('nothing once 2 seconds have passed by the clock', async ({bareWorld: world}) => {
    const silent = createServer(() => arrived())
    let arrived = () => {}
    const asked = new Promise<void>(resolve => {
      arrived = resolve
    })
    const graph = await listening(silent)
    const env = {
      MSGR_GRAPH_URL: graph,
      MSGR_PAGE_TOKEN: 'EAABfake',
      MSGR_PAGE_ID: '1',
      MSGR_API_VERSION: 'v26.0',
    }

    const completing = world.start('__complete zsh -- label get ""', {env})
    await asked
    world.clock.advance(2000)

    expect(await completing.ended).toEqual({code: 0, out: 'values\n', err: ''})
  })

  test('nothing of a target that a project file chose', async ({bareWorld: world}) => {
    let calls = 0
    const server = createServer((_, response) => {
      calls += 1
      response.end('{"data":[]}')
    })
    const env = {MSGR_GRAPH_URL: await listening(server), MSGR_PAGE_TOKEN: 'EAABfake'}
    await world.write('.msgrrc.yaml', 'pages: {shop: {pageId: "1"}}\ndefaultPage: shop\n')

    for (const words of [
      ['label', 'get'],
      ['listen', '--person'],
      ['send', 'utility', '1'],
      ['persona', 'get'],
    ])
      expect(await world.msgr(['__complete', 'zsh', '--', ...words, ''], {env}), words.join(' ')).toEqual({
        code: 0,
        out: 'values\n',
        err: '',
      })
    expect(calls).toBe(0)
  })

  test('nothing, and no error, where the platform cannot be asked', async ({bareWorld: world}) => {
    expect(await offered(world, 'label', 'get', '')).toEqual(['values'])
  })
})

/** What stands for a value in help, and what it is completed from wherever it stands. */
const sourcesOf: Readonly<Record<string, ValueSource>> = {
  psid: 'people',
  conversation: 'people',
  label: 'labels',
  run: 'runs',
  template: 'templates',
  page: 'pages',
  property: 'profileProperties',
  metric: 'metrics',
  recording: 'recordings',
  file: 'files',
  folder: 'files',
  action: 'senderActions',
  'persona id': 'personas',
  '--persona': 'personas',
  '--person': 'people',
  '--page': 'pages',
  '--for-page': 'pages',
  '--default-page': 'pages',
  '--label': 'labels',
  '--not-label': 'labels',
  '--resume': 'imports',
  'subscriber --resume': 'audienceImports',
  '--campaign': 'campaigns',
  campaign: 'campaigns',
  '--audience': 'audiences',
  '--encoding': 'encodings',
  'broadcast --events': 'recordings',
  '--events': 'webhookFields',
  '--event': 'webhookFields',
  '--breakdown': 'breakdowns',
}

test('every argument and flag that names what can be looked up says where', async () => {
  const faults: string[] = []
  let looked = 0
  for (const [name, entry] of Object.entries(table)) {
    const look = {summary: '', width: 80, style: plainStyle}
    const {command} = declared(name, await entry.load(), look)
    for (const item of [...command.registeredArguments, ...command.options]) {
      const long = 'long' in item ? (item.long ?? '') : ''
      const placeholder = 'flags' in item ? (/[<[]([a-z]+)/.exec(item.flags)?.[1] ?? '') : item.name()
      const noun = name.split(' ', 1)[0]
      const expected =
        sourcesOf[`${noun} ${long}`] ??
        sourcesOf[long] ??
        sourcesOf[placeholder] ??
        sourcesOf[`${noun} ${placeholder}`]
      // The text under a code is no label of people.
      if (expected === undefined || item.argChoices !== undefined || long === '--text') continue
      looked += 1
      if (completionOf(item)?.sources.includes(expected) !== true)
        faults.push(`${name} ${long || placeholder} is not completed from ${expected}`)
    }
  }
  expect(faults).toEqual([])
  expect(looked).toBeGreaterThan(150)
})

async function listening(server: Server): Promise<string> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('a shell that nobody knows is refused with those that are known', async ({bareWorld: world}) => {
  const {code, err} = await world.msgr('completion tcsh')

  expect(code).toBe(2)
  expect(err).toContain('bash, zsh, fish')
})
