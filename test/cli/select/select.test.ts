import {describe, expect, onTestFinished} from 'vitest'
import {type Ran, type Running, test} from '../../helpers/world.ts'

const lines = (text: string) => text.split('\n').slice(0, -1)

test('--json=FIELDS leaves the fields that are named, in that order', async ({world}) => {
  expect((await world.msgr('label list --json=name,id')).json()[0]).toEqual({
    name: 'Newsletter',
    id: expect.stringMatching(/^\d+$/),
  })
  expect((await world.msgr('label get Newsletter --json=name')).out).toBe('{"name":"Newsletter"}\n')
  expect(Object.keys((await world.msgr('--json=id label list')).json()[0])).toEqual(['id'])
})

test('a field that the command does not print is refused before anything is done', async ({world}) => {
  const {code, out, err} = await world.msgr('label create VIP --json=nme')

  expect({code, out, ...JSON.parse(err).error}).toMatchObject({
    code: 'USAGE',
    exitCode: 2,
    out: '',
    message: 'msgr label create prints no field nme',
    hint: 'Did you mean name?',
  })
  expect(code).toBe(2)
  expect((await world.msgr('label list --jq "map(.name)"')).out).not.toContain('VIP')
  expect(JSON.parse((await world.msgr('label list --json=')).err).error).toMatchObject({
    message: '--json= needs the name of a field',
    hint: 'It prints: id, name',
  })
})

test('whoever types it as for gh is told how it is written', async ({world}) => {
  const {code, err} = await world.msgr('label list --json id,name')

  expect(code).toBe(2)
  expect(JSON.parse(err).error.hint).toBe('To print only some fields: --json=id,name')
  expect((await world.msgr('label get --json Newsletter')).json().name).toBe('Newsletter')
})

test('--jq prints texts as they are and everything else as JSON, as jq -r does', async ({world}) => {
  expect((await world.msgr(['label', 'list', '--jq', '.[].name'])).out).toBe('Newsletter\nBeta testers\n')
  expect(
    (await world.msgr(['label', 'list', '--jq', 'length, null, "", [1, "é"], (.[0] | {name})'])).out,
  ).toBe('2\nnull\n\n[1,"é"]\n{"name":"Newsletter"}\n')
  expect(await world.msgr(['label', 'list', '--jq', 'empty'])).toMatchObject({code: 0, out: '', err: ''})
  expect((await world.msgr(['label', 'list', '--jq=-length'])).out).toBe('-2\n')
  expect((await world.msgr(['label', 'list', '--json=name', '--jq', '.[0] | keys'])).out).toBe('["name"]\n')
})

test('--jq is the language of jq: try, destructuring, regular expressions, formats', async ({world}) => {
  const jq = '[.[] | .name as $n | try error($n) catch ascii_upcase] | @csv, (map(test("^B")) | @json)'
  expect((await world.msgr(['label', 'list', '--jq', jq])).out).toBe(
    '"NEWSLETTER","BETA TESTERS"\n[false,true]\n',
  )
})

test('an expression that is not one is refused before anything is done, with the place', async ({world}) => {
  const {code, out, err} = await world.msgr(['label', 'create', 'VIP', '--jq', '.name | nme(1)'])

  expect({code, out}).toEqual({code: 2, out: ''})
  expect(JSON.parse(err).error.message).toBe('--jq: column 9: nme/1 is not defined')
  expect((await world.msgr(['label', 'list', '--jq', 'map(.name) | index("VIP")'])).out).toBe('null\n')
  expect(JSON.parse((await world.msgr(['label', 'list', '--jq', '.[\n.'])).err).error.message).toMatch(
    /^--jq: line 2, column 1: syntax error/,
  )
  expect(JSON.parse((await world.msgr(['label', 'list', '--jq', ''])).err).error.exitCode).toBe(2)
})

test('an expression that fails for a result says so, and that the command was carried out', async ({
  world,
}) => {
  const {code, out, err} = await world.msgr(['label', 'create', 'VIP', '--jq', '.name.first'])

  expect({code, out}).toEqual({code: 1, out: ''})
  expect(JSON.parse(err).error).toMatchObject({
    message: '--jq failed: Cannot index string with string ("first")',
    hint: expect.stringContaining('was carried out'),
  })
  expect((await world.msgr(['label', 'list', '--jq', '.[].name'])).out).toContain('VIP')
})

test('each line of a stream is filtered by itself; one that fails does not stop the others', async ({
  world,
}) => {
  const command = ['conversation', 'export', '--jq']
  const names = lines((await world.msgr([...command, '.name'])).out)
  expect(names.length).toBeGreaterThan(3)

  const {code, out, err} = await world.msgr([
    ...command,
    `if .name == "${names[1]}" then error("no") else .name end`,
  ])

  expect(lines(out)).toEqual(names.filter(name => name !== names[1]))
  expect(code).toBe(1)
  expect(err).toContain('--jq: no\n')
  expect(JSON.parse(lines(err).at(-1) ?? '').error.message).toBe(
    `--jq failed for 1 of ${names.length} results: no`,
  )
})

test('a line is there as soon as its result is', async ({world}) => {
  const running = world.start(['emulator', 'start', '--port', '0', '--ephemeral', '--jq', '.url'], {
    env: {MSGR_HOME: `${world.home}/other`},
  })
  await running.out.holds('\n')
  running.send('SIGINT')

  expect((await running.ended).out).toMatch(/^http:\/\/127\.0\.0\.1:\d+\n$/)
})

test('events that arrive together are filtered one after the other, each as itself', async ({world}) => {
  const warnings: string[] = []
  const listener = ({message}: Error) => void warnings.push(message)
  process.on('warning', listener)
  onTestFinished(() => void process.off('warning', listener))
  const mids = Array.from({length: 40}, (_, index) => `m_${index}`)
  const messaging = mids.map(mid => ({
    sender: {id: '6411223344556677'},
    recipient: {id: '109876543210987'},
    timestamp: 1_790_000_000_000,
    message: {mid, text: 'Hi'},
  }))
  const entry = [{id: '109876543210987', time: 1_790_000_000_000, messaging}]
  await world.write('body.json', JSON.stringify({object: 'page', entry}))
  const listening = world.start(['listen', '--port', '0', '--limit', '40', '--jq', '.item.message.mid'])
  await listening.err.holds('ready')
  await world.msgr('trigger body.json --as-is')

  expect(lines((await listening.ended).out)).toEqual(mids)
  expect(warnings).toEqual([])
})

test('several Pages stay beside their results', async ({world}) => {
  const all = ['label', 'list', '--all-pages']

  expect((await world.msgr([...all, '--jq', '.[] | [.page, (.result | length)]'])).out).toBe(
    '["Acme Shop",2]\n["Acme Support",0]\n',
  )
  expect((await world.msgr([...all, '--json=name'])).json()).toEqual([
    {page: 'Acme Shop', result: [{name: 'Newsletter'}, {name: 'Beta testers'}], error: null},
    {page: 'Acme Support', result: [], error: null},
  ])
})

test('a dry run is filtered, and its requests are printed whole', async ({world}) => {
  expect((await world.msgr(['label', 'create', 'VIP', '--dry-run', '--jq', '.requests[].method'])).out).toBe(
    'POST\n',
  )
  expect((await world.msgr('label create VIP --dry-run --json=id')).json()).toMatchObject({dryRun: true})
})

test('an export without a file is filtered too; other formats are refused', async ({world}) => {
  const {out} = await world.msgr([
    'insights',
    'export',
    'page_messages_new_conversations_unique',
    '--since',
    '3d',
    '--jq',
    '.[0] | keys',
  ])
  expect(JSON.parse(out)).toEqual(['day', 'metric', 'value'])

  const {code, err} = await world.msgr('label list --jq length --format csv')
  expect(code).toBe(2)
  expect(JSON.parse(err).error.message).toBe('--jq and --format csv contradict each other')
})

test('on a terminal, what a text would make it obey is escaped', async ({world}) => {
  const {out} = await world.msgr(['label', 'list', '--jq', '"\\u001b[2J"'], {terminals: {stdout: true}})

  expect(out).not.toContain('\u001b[2J')
  expect(out).toContain('[2J')
})

test('a command keeps a flag --fields of its own', async ({world}) => {
  const {psid} = (await world.msgr('conversation list --json=psid --limit 1')).json()[0]

  expect((await world.msgr(`user get ${psid} --fields name,locale --json=locale`)).json()).toEqual({
    locale: expect.any(String),
  })
  expect((await world.msgr(`user get ${psid} --fields name`)).code).toBe(0)
})

test('errors are printed as without it', async ({world}) => {
  const {code, err} = await world.msgr(['label', 'get', 'Nobody', '--jq', '.id'])

  expect(JSON.parse(err).error).toMatchObject({exitCode: code, graph: null})
  expect(code).not.toBe(0)
})

describe('an expression that never ends', () => {
  const endless = ['def f: f; f', 'range(1e12)', 'repeat(.)']

  test.for(endless)('is ended by Ctrl-C and by SIGTERM: %s', async (jq, {world}) => {
    for (const [signal, code] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      const running = world.start(['label', 'create', `VIP ${code}`, '--jq', jq])
      await expect.poll(() => world.msgr('label list').then(({out}) => out)).toContain(`VIP ${code}`)
      running.send(signal)

      expect(await endedWhile(running, () => world.clock.advance(1_000))).toMatchObject({code, out: ''})
    }
  })

  test('is ended after a minute', async ({world}) => {
    const running = world.start(['label', 'create', 'VIP', '--jq', 'def f: f; f'])
    await expect.poll(() => world.msgr('label list').then(({out}) => out)).toContain('VIP')
    const {code, out, err} = await endedWhile(running, () => world.clock.advance(60_000))

    expect({code, out}).toEqual({code: 1, out: ''})
    expect(JSON.parse(err).error).toMatchObject({
      message: '--jq did not end within 60 s',
      hint: expect.stringContaining('was carried out'),
    })
  })

  test('is ended when it fills the memory', async ({world}) => {
    const {code, out, err} = await world.msgr(['label', 'list', '--jq', 'def f: 1 + f; f'])

    expect({code, out}).toEqual({code: 1, out: ''})
    expect(JSON.parse(err).error.message).toBe('--jq failed: the memory was not enough')
  })
})

/** How a run ends while time passes. */
async function endedWhile(running: Running, pass: () => void): Promise<Ran> {
  const passing = setInterval(pass, 20)
  return running.ended.finally(() => clearInterval(passing))
}
