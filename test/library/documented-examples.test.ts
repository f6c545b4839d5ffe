import {readFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {join} from 'node:path'
import {stdout} from 'node:process'
import {expect} from 'vitest'
import {test} from '../helpers/world.ts'

const require = createRequire(import.meta.url)
const bot = join(import.meta.dirname, '../fixtures/bots/drop-in-examples.cjs')

/** The methods that messenger-node's reference has an example of a call for. */
const documented: readonly string[] = (() => {
  const readme = readFileSync(join(require.resolve('messenger-node'), '../../README.md'), 'utf8')
  const [, client = ''] = readme.split(/^## Client$/m)
  const [reference = ''] = client.split(/^## /m)
  const names = [...reference.matchAll(/^### (\w+)$/gm)].map(([, name = '']) => name)
  // They set and show what calls are made with.
  const settings = /^(?:Parameters|Examples|[sg]et(?:PageToken|AppToken|ApiVersion))$/
  return names.filter(name => !settings.test(name))
})()

interface Example {
  readonly example: string
  readonly answer?: unknown
  readonly error?: unknown
}

test("messenger-node's documented examples succeed through the drop-in as of 2019, with no version named", async ({
  bareWorld: world,
}) => {
  const picture = await world.write('dog.jpg', 'not quite a picture')
  const env = {PATH: process.env['PATH'], PSID: '6411223344556677', PICTURE: picture}

  const line = ['emulator', 'exec', '--ephemeral', '--as-of', '2019-06-01', '--', process.execPath, bot]
  const {out, err} = await world.msgr(line, {env})

  const lines = out.split('\n').filter(text => text.startsWith('{'))
  const examples = lines.map(text => JSON.parse(text) as Example)
  const verdicts = examples.map(
    ({example, error}) => `${error === undefined ? 'ok    ' : 'FAILED'} ${example}`,
  )
  stdout.write(`\nmessenger-node's documentation, as of 2019-06-01:\n${verdicts.join('\n')}\n`)
  const named = new Set(examples.map(({example}) => example.split(' ', 1)[0]))
  expect(documented.length, err).toBe(32)
  expect(documented.filter(name => !named.has(name))).toEqual([])
  expect(examples.filter(({error}) => error !== undefined)).toEqual([])
  const answers = Object.fromEntries(examples.map(({example, answer}) => [example, answer]))
  expect(answers).toMatchObject({
    getApiVersion: 'v3.3',
    getCustomLabelById: {name: 'my_custom_label'},
    getBroadcastReachEstimation: {reach_estimation: '1'},
    getMessengerProfile: {data: [{greeting: expect.anything()}]},
    Webhook: '42',
  })
})
