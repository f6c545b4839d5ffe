import {readdirSync, readFileSync} from 'node:fs'
import {join, sep} from 'node:path'
import {describe, expect, test} from 'vitest'
import {circlesOf, commandFilesOf, faultsOf, looksIntoEmulator, MAX_LINES, PROBE} from './architecture.ts'

const root = join(import.meta.dirname, '..')
const source = filesBelow('src')
const commands = commandFilesOf(readFileSync(join(root, 'src/commands/index.ts'), 'utf8'))

function filesBelow(folder: string): {path: string; text: string}[] {
  return readdirSync(join(root, folder), {recursive: true, encoding: 'utf8'})
    .filter(name => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
    .map(name => ({path: name.split(sep).join('/'), text: readFileSync(join(root, folder, name), 'utf8')}))
}

test('every file is in its room, imports flow one way, and files stay short', () => {
  expect(source.flatMap(file => faultsOf(file, {commands}))).toEqual([])
})

test('the table of commands names files that are there', () => {
  const paths = new Set(source.map(({path}) => path))

  expect([...commands].filter(path => !paths.has(path))).toEqual([])
  expect(commands.size).toBeGreaterThan(100)
})

test('no files need one another, not even for their types', () => {
  expect(circlesOf(source)).toEqual([])
})

test('no folder of src is a drawer for the rest', () => {
  const folders = source.flatMap(({path}) => path.split('/').slice(0, -1))

  expect(folders.filter(name => ['utils', 'helpers', 'common', 'lib', 'misc'].includes(name))).toEqual([])
})

test('tests replace no modules', () => {
  const mock = new RegExp(`\\bvi\\.(${['mock', 'doMock', 'hoisted'].join('|')})\\(`)

  expect(
    filesBelow('test')
      .filter(({text}) => mock.test(text))
      .map(({path}) => path),
  ).toEqual([])
})

test('lists of tests name files that are there', () => {
  const all = readdirSync(join(root, 'test'), {recursive: true, encoding: 'utf8'}).map(name =>
    name.split(sep).join('/'),
  )
  const lists = ['vitest.config.ts', 'soak/soak.js', 'soak/marked/marked.ts', 'soak/marked/vitest.config.ts']
  const named = lists.flatMap(list =>
    [...readFileSync(join(root, 'test', list), 'utf8').matchAll(/'([a-z-]+\/[a-z/.-]+)'/g)].map(
      ([, name = '']) => name,
    ),
  )
  const tests = named.filter(name => all.includes(name.split('/')[0] ?? ''))

  expect(tests.length).toBeGreaterThan(20)
  expect(tests.filter(name => !all.some(path => path.startsWith(name)))).toEqual([])
})

test('tests look into the emulator through the probe alone', () => {
  const looking = filesBelow('test').filter(
    ({path, text}) => looksIntoEmulator(text) && path !== 'architecture.test.ts',
  )

  expect(looking.map(({path}) => path)).toEqual([PROBE])
})

describe('the check finds', () => {
  test('a test that looks into the emulator, however it comes by it', () => {
    for (const line of [
      'const people = emulator.world.state.people',
      'expect(world.emulator.world.now()).toBe(1)',
      'const fill = ({emulator: {world}, psid}: Chat) => store(world)',
      'function tokenOf({world}: Emulator) {}',
      'const {world} = asking.emulator',
    ])
      expect(looksIntoEmulator(line), line).toBe(true)
    for (const line of [
      'const {emulator} = world',
      "test('x', async ({world}) => { await world.emulator.admin('GET', 'sent') })",
      'const [world, emulator] = [await createWorld(), 1]',
    ])
      expect(looksIntoEmulator(line), line).toBe(false)
  })

  test.each([
    ['bulk/send.ts', "import {main} from '../cli/main.ts'", 'bulk must not know cli'],
    ['api/labels.ts', "import type {State} from '../emulator/state/state.ts'", 'api must not know emulator'],
    ['emulator/labels.ts', "export {labels} from '../api/labels.ts'", 'emulator must not know api'],
    ['platform/ids.ts', "import {x} from '../config/index.ts'", 'platform must not know config'],
    ['config/load.ts', "const {main} = await import('../cli/main.ts')", 'config must not know cli'],
    ['bulk/send.ts', "import '../terminal/style.ts'", 'bulk must not know terminal'],
    ['bulk/send.ts', "import {\n  a,\n  b,\n} from '../terminal/style.ts'", 'bulk must not know terminal'],
    ['webhook/x.ts', "import {x} from './outgoing/forward.ts'", 'webhook must not know webhook/outgoing'],
    ['audience/x.ts', "import {x} from '../commands/label/list.ts'", 'audience must not know commands'],
    ['commands/x.ts', "import chalk from 'chalk'", 'only terminal may'],
    ['emulator/x.ts', "const {got} = await import('got')", 'only api may'],
    ['cli/x.ts', "import {Explorer} from 'cosmiconfig/dist/Explorer.js'", 'only config may'],
    ['commands/x.ts', "import {x} from '../../test/helpers/world.ts'", 'outside of src'],
    ['commands/x.ts', 'process.exit(1)', 'uses the process'],
    ['webhook/x.ts', 'const home = process.env.HOME', 'uses the process'],
    ['bulk/x.ts', "import {env, pid} from 'node:process'", 'uses the process'],
    ['cli/x.ts', "console.log('x')", 'uses console'],
    ['utils/x.ts', '', 'belongs to no known layer'],
    ['cli/x.ts', '\n'.repeat(MAX_LINES + 1), 'more than'],
    ['commands/label/words.ts', '', 'not a command of the table'],
    ['commands/emulator/fault/words.ts', '', 'not a command of the table'],
    ['commands/label/list.ts', "import {x} from '../page/shared/overlays.ts'", 'label must not know page'],
    ['commands/login.ts', "import {x} from './listen/plan.ts'", 'login must not know listen'],
    [
      'commands/label/list.ts',
      "import {x} from './import/import-run.ts'",
      'for commands/label/import.ts alone',
    ],
    ['bulk/x.ts', "import {open} from 'node:fs/promises'", 'runs are opened by their store'],
    ['bulk/steering/x.ts', "import {x} from '../file-store/witness.ts'", 'opened by their store'],
    ['commands/broadcast/list.ts', "import {x} from '../../bulk/file-store/run-files.ts'", 'by their store'],
    ['commands/broadcast/work.ts', "import {x} from '../../system/process-lock.ts'", 'by their store'],
    ['commands/shared/wording/x.ts', "import {x} from '../../label/list.ts'", 'must not know commands'],
    ['emulator/graph/x.ts', "import {x} from '../resources/page.ts'", 'graph must not know resources'],
    ['emulator/state/x.ts', "import type {X} from '../events/delivery.ts'", 'state must not know events'],
    ['emulator/resources/x.ts', "import {x} from '../server.ts'", 'resources must not know the root'],
  ])('%s with %j', (path, text, fault) => {
    expect(faultsOf({path, text}, {commands})).toEqual([expect.stringContaining(fault)])
  })

  test('a circle, also one that needs a type, and none that is closed by what is loaded later', () => {
    const files = [
      {path: 'api/a.ts', text: "import {b} from './b.ts'"},
      {path: 'api/b.ts', text: "import type {A} from './c.ts'\n"},
      {path: 'api/c.ts', text: "export {a} from './a.ts'\n"},
      {path: 'api/d.ts', text: "import type {E} from './e.ts'\n"},
      {path: 'api/e.ts', text: "const {d} = await import('./d.ts')\n"},
    ]

    expect(circlesOf(files)).toEqual([['api/a.ts', 'api/b.ts', 'api/c.ts']])
  })

  test('nothing wrong with what is allowed', () => {
    const text =
      "import {a} from '../platform/ids.ts'\nimport type {B} from './b.ts'\n// process.env in a comment\n"

    expect(faultsOf({path: 'api/x.ts', text}, {commands})).toEqual([])
    expect(
      faultsOf(
        {path: 'commands/label/shared/x.ts', text: "import '../../shared/files/media.ts'"},
        {commands},
      ),
    ).toEqual([])
    expect(
      faultsOf({path: 'commands/label/import/x.ts', text: "import './import-run.ts'"}, {commands}),
    ).toEqual([])
    expect(
      faultsOf({path: 'emulator/resources/x.ts', text: "import '../graph/nodes.ts'"}, {commands}),
    ).toEqual([])
  })
})
