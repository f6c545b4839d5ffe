import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {Readable} from 'node:stream'
import {expect, onTestFinished} from 'vitest'
import {isText} from '../../src/chats/text-pattern.ts'
import {fitColumns} from '../../src/terminal/layout.ts'
import {linesOf} from '../../src/text/lines.ts'
import {test} from '../helpers/world.ts'

const bomb = Array.from({length: 9}, (_, level) => {
  const below = level === 0 ? 'x' : `*a${level - 1}`
  return `a${level}: &a${level} [${Array.from({length: 9}, () => below).join(',')}]\n`
}).join('')

test('whatever is given is read to a limit, and refused in one sentence', async ({bareWorld}) => {
  const files: Readonly<Record<string, string>> = {
    'bomb.yaml': bomb,
    'deep.yaml': '['.repeat(30_000),
    'deep.json': `${'['.repeat(200)}${']'.repeat(200)}`,
    'twice.yaml': 'greeting: []\nget_started: {payload: x}\ngreeting: []\n',
    'circle.yaml': 'greeting: &a [*a]\n',
    'nowhere.yaml': 'greeting: *a\n',
    'aliases.yaml': `a: &a 1\nb: [${'*a,'.repeat(1001)}]\n`,
    'keys.yaml': Array.from({length: 3000}, (_, index) => `key_${index}: 1\n`).join(''),
    'open.json': `{"greeting": "${'\\"'.repeat(500_000)}`,
  }
  for (const [name, content] of Object.entries(files)) await bareWorld.write(name, content)
  async function* endless() {
    for (;;) yield Buffer.alloc(1_000_000, 'a: b\n')
  }

  for (const [line, said] of [
    ['profile validate bomb.yaml', 'it repeats a part too often by aliases'],
    [
      'profile validate deep.yaml',
      'deep.yaml:1: this is not valid JSON or YAML: it is nested deeper than 100 levels',
    ],
    [
      'profile validate deep.json',
      'deep.json:1: this is not valid JSON: it is nested deeper than 100 levels',
    ],
    [
      'profile validate twice.yaml',
      'twice.yaml:3: this is not valid JSON or YAML: the key greeting appears twice',
    ],
    ['profile validate circle.yaml', 'an alias (*name) stands for what it is a part of'],
    ['profile validate nowhere.yaml', 'nowhere.yaml:1: this is not valid JSON or YAML: Unresolved alias'],
    [
      'profile validate aliases.yaml',
      'aliases.yaml:2: this is not valid JSON or YAML: it has more than 1000 aliases',
    ],
    ['profile validate keys.yaml', 'keys.yaml:3000: key_2999: is not known here'],
    ['profile validate open.json', 'open.json:1: this is not JSON'],
    ['profile validate /dev/zero', '/dev/zero cannot be read: it is larger than 16 MB'],
    ['emulator test bomb.yaml', 'bomb.yaml:2: this is not valid YAML: it repeats a part too often'],
    ['whoami --config /dev/zero', '/dev/zero could not be read: it is larger than 16 MB'],
    ['whoami --config bomb.yaml', 'line 2: cannot be read as YAML or JSON (bad alias)'],
    ['profile validate -', 'Standard input cannot be read: it is larger than 16 MB'],
  ] as const) {
    const ran = await bareWorld.msgr(line, {
      stdin: Readable.from(endless()),
      env: {MSGR_PAGE_TOKEN: 'EMU0123456789abcdef0123456789abcdef'},
    })
    expect(ran.err, line).toContain(said)
    expect(ran.code, line).toBe(2)
  }
})

test('a file of nothing but line ends is no list', async () => {
  const lines = linesOf(Readable.from([Buffer.alloc(1_000_001, '\n')]), {file: 'people.csv'})
  const read = async () => {
    for await (const _ of lines);
  }

  await expect(read()).rejects.toThrow('there are 1000000 empty lines before it: is this a list?')
})

test('an answer without an end is not read to it, and is no answer', async ({bareWorld}) => {
  const chunk = Buffer.alloc(1024 * 1024, 'x')
  const server = createServer((request, response) => {
    request.resume()
    response.writeHead(200, {'content-type': 'application/json'})
    const go = () => {
      while (!response.destroyed) if (!response.write(chunk)) return void response.once('drain', go)
    }
    go()
  }).listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const env = {
    MSGR_GRAPH_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    MSGR_PAGE_TOKEN: 'EMU0123456789abcdef0123456789abcdef',
  }

  const ran = await bareWorld.msgr('api POST me/custom_labels page_label_name=a', {env})

  expect(ran.err).toContain('sent more than 64 MB, more than any answer of the platform')
  expect(ran.code).toBe(8)
})

test('a column is as wide as the widest of however many cells', () => {
  const texts = Array.from({length: 200_000}, (_, index) => String(index))
  const {shown} = fitColumns([{name: 'id', texts, isWhole: true}], [], 80) ?? {}

  expect(shown).toEqual([{name: 'id', index: 0, width: 6}])
})

test('a pattern of a chat that backtracks fails its step', () => {
  expect(isText('/^(a+)+$/', 'aaa')).toBe(true)
  expect(() => isText('/^(a+)+$/', `${'a'.repeat(60)}!`)).toThrow('takes too long on a text of 61 characters')
})
