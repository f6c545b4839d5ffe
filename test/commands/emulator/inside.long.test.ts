import {join} from 'node:path'
import {execPath} from 'node:process'
import {expect, onTestFinished} from 'vitest'
import {collect, MessengerClient} from '../../../src/library/index.ts'
import {type Running, type RunOptions, test, type World} from '../../helpers/world.ts'

const PATH = process.env['PATH']
const msgrFile = join(import.meta.dirname, '../../../bin/msgr.js')

type Variables = Readonly<Record<string, string>>

/** Prints its environment and goes on until it is ended. */
const holder = [execPath, '-e', 'console.log(JSON.stringify(process.env)); setInterval(() => {}, 1e6)']
/** Prints one variable. */
const print = (name: string) => ['printenv', name]

/** What a command prints first, once it has. */
async function firstLine({out, ended}: Running): Promise<string> {
  const appeared = out.holds(/\n/)
  await Promise.race([appeared, ended])
  return out.text.split('\n', 1)[0] ?? ''
}

/** The environment of a program under `msgr emulator exec`, which goes on until the test ends. */
async function inside(
  world: World,
  flags: readonly string[],
): Promise<{env: Variables; end: () => Promise<unknown>}> {
  const running = world.start(['emulator', 'exec', ...flags, '--', ...holder], {env: {PATH}})
  const env = JSON.parse(await firstLine(running)) as Variables
  const end = async () => {
    running.send('SIGTERM')
    await running.ended
  }
  onTestFinished(async () => void (await end()))
  return {env, end}
}

test('every command inside exec reaches that emulator, at the newest version of its day', async ({
  bareWorld: world,
}) => {
  const {env, end} = await inside(world, ['--as-of', '2019-06-01'])
  const url = env['MSGR_EMULATOR_URL']
  const run = async (line: string | readonly string[], options: RunOptions = {}) => {
    const {out, err, code} = await world.msgr(line, {...options, env: {...env, ...options.env}})
    expect(code, `${line}: ${err}`).toBe(0)
    return out.trim()
  }
  const versionOf = async (line: string, options?: RunOptions) =>
    JSON.parse(await run(`${line} --json`, options)).apiVersion
  const elsewhere = await world.write('elsewhere/.msgrrc.yaml', 'apiVersion: v3.0\n')

  expect(JSON.parse(await run('emulator status --json'))).toMatchObject({running: true, url})
  expect(
    JSON.parse(await run('emulator status --json', {env: {MSGR_HOME: join(world.folder, 'other')}})),
  ).toMatchObject({url})
  expect(await run('emulator person list')).toContain('Ada Lindqvist')
  await run('label create Platform')
  await run('--emulator label create Emulator')
  expect(await run('label list')).toMatch(/Platform[\s\S]*Emulator/)
  expect(await run('emulator clock')).toContain('2019-06-01')

  const versions = {
    'no version named': await versionOf('whoami'),
    '--emulator': await versionOf('--emulator whoami'),
    '--api-version': await versionOf('whoami --api-version v3.1'),
    GRAPH_API_VERSION: await versionOf('whoami', {env: {GRAPH_API_VERSION: 'v3.2'}}),
    'a project file': await versionOf('whoami', {cwd: join(elsewhere, '..')}),
    'a project file, --emulator': await versionOf('--emulator whoami', {cwd: join(elsewhere, '..')}),
  }
  expect(versions).toEqual({
    'no version named': 'v3.3',
    '--emulator': 'v3.3',
    '--api-version': 'v3.1',
    GRAPH_API_VERSION: 'v3.2',
    'a project file': 'v3.0',
    'a project file, --emulator': 'v3.0',
  })

  // Another exec inside: the same emulator, unless it is to be of another day.
  expect(await run(['emulator', 'exec', '--', ...print('MSGR_EMULATOR_URL')])).toBe(url)
  expect(await run(['emulator', 'exec', '--as-of', '2019-06-01', '--', ...print('MSGR_EMULATOR_URL')])).toBe(
    url,
  )
  const both = `[process.env.MSGR_EMULATOR_URL, process.env.MSGR_EMULATOR_VERSION].join(' ')`
  const other = ['emulator', 'exec', '--ephemeral', '--as-of', '2018-09-01', '--', execPath, '-p', both]
  const [otherUrl, otherVersion] = (await run(other)).split(' ')
  expect(otherVersion).toBe('v3.1')
  expect(otherUrl).not.toBe(url)

  await end()
  const late = await world.msgr('emulator status', {env})
  expect(late).toMatchObject({code: 1, out: ''})
  expect(late.err).toContain(`No emulator is running at ${url}, the address in MSGR_EMULATOR_URL`)
})

test('a script inside exec uses msgr emulator', async ({bareWorld: world}) => {
  const script = '"$NODE" "$MSGR" emulator person list && "$NODE" "$MSGR" label list'
  const env = {PATH, NODE: execPath, MSGR: msgrFile}

  const {out, err, code} = await world.msgr(
    ['emulator', 'exec', '--as-of', '2019-06-01', '--', 'sh', '-c', script],
    {env},
  )

  expect(code, err).toBe(0)
  expect(out).toMatch(/Ada Lindqvist[\s\S]*Newsletter/)
})

test('with an emulator of a day running, exec --as-of that day uses it, and no version named is its newest', async ({
  bareWorld: world,
}) => {
  const running = world.start('emulator start --port 0 --as-of 2019-06-01 --json')
  onTestFinished(async () => {
    running.send('SIGTERM')
    await running.ended
  })
  const {url} = JSON.parse(await firstLine(running))
  const urlIn = async (...flags: readonly string[]) => {
    const {out, err} = await world.msgr(['emulator', 'exec', ...flags, '--', ...print('MSGR_EMULATOR_URL')], {
      env: {PATH},
    })
    expect(err).toBe('')
    return out.trim()
  }

  expect(await urlIn('--as-of', '2019-06-01')).toBe(url)
  expect(await urlIn()).toBe(url)
  expect(await urlIn('--as-of', '2018-06-01')).not.toBe(url)
  expect(await urlIn('--as-of', '2019-06-01', '--ephemeral')).not.toBe(url)

  const told = await world.msgr('--emulator whoami --json')
  expect(JSON.parse(told.out).apiVersion).toBe('v3.3')
  expect((await world.msgr('--emulator label create VIP')).code).toBe(0)
  expect((await world.msgr('emulator export --as-of 2019-06-01')).out).toContain('VIP')

  // A program that was only given the address and a token.
  const answer = await fetch(`${url}/_msgr/connection`, {method: 'POST', body: '{}'})
  const {pageToken} = (await answer.json()) as {readonly pageToken: string}
  const client = new MessengerClient({graphUrl: url, pageToken})
  expect((await collect(client.customLabels.list())).map(label => label.page_label_name)).toContain('VIP')
  expect(await client.graph.version()).toBe('v3.3')
  expect(await new MessengerClient({graphUrl: url, pageToken, apiVersion: 'v3.1'}).graph.version()).toBe(
    'v3.1',
  )
})
