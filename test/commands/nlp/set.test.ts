import {expect, test} from 'vitest'
import {pageOf} from '../../helpers/probe.ts'
import {createWorld, type EmulatedWorld} from '../../helpers/world.ts'

const stored = ({emulator}: EmulatedWorld) => pageOf(emulator).nlpConfigs

test('nlp set sets what is named', async () => {
  const world = await createWorld()

  const first = await world.msgr(['nlp', 'set', '--enable', '--model', 'french_standard'])
  const second = await world.msgr(['nlp', 'set', '--n-best', '3', '--no-verbose-nlp', '--json'])

  expect(first).toMatchObject({code: 0, out: '✔ Set nlp_enabled true, model FRENCH_STANDARD\n'})
  expect(second.json()).toMatchObject({nlpEnabled: null, nBest: 3, verbose: false})
  expect(stored(world)).toEqual({
    nlp_enabled: 'true',
    model: 'FRENCH_STANDARD',
    n_best: '3',
    verbose: 'false',
  })
})

test('the custom token comes from a file or standard input, and is shown nowhere', async () => {
  const world = await createWorld()
  const token = 'WITSERVERTOKEN1234567890'
  await world.write('wit.txt', `${token}\n`)

  const set = await world.msgr(['nlp', 'set', '--custom-token-from', 'wit.txt', '--json', '--debug'])
  const dry = await world.msgr(['nlp', 'set', '--custom-token-from', '-', '--dry-run'], {stdin: token})

  expect(stored(world)).toEqual({custom_token: token})
  expect(set.json()).toMatchObject({model: null, customToken: 'set'})
  expect(dry.out).toContain('custom_token=***')
  expect(`${set.out}${set.err}${dry.out}${dry.err}`).not.toContain(token)
})

test.each([
  [[], 'There is nothing to set'],
  [['--enable', '--disable'], 'exclude each other'],
  [['--model', 'GERMAN'], 'Use one of: ARABIC'],
  [['--model', 'ENGLSH'], 'Did you mean ENGLISH?'],
  [['--n-best', '9'], 'from 1 to 8'],
])('nlp set %j is misused', async (flags, message) => {
  const world = await createWorld()

  const {code, err} = await world.msgr(['nlp', 'set', ...flags])

  expect(code).toBe(2)
  expect(err).toContain(message)
})

test('a file that does not hold one token is refused like any other secret', async () => {
  const world = await createWorld()
  await world.write('wit.txt', '"WITSERVERTOKEN1234567890"\n')

  const quoted = await world.msgr(['nlp', 'set', '--custom-token-from', 'wit.txt'])
  const empty = await world.msgr(['nlp', 'set', '--custom-token-from', '-'])

  expect(quoted).toMatchObject({
    code: 4,
    err: expect.stringContaining('wit.txt does not contain a valid token: it is in quotes'),
  })
  expect(empty).toMatchObject({code: 4, err: expect.stringContaining('Standard input')})
})
