import {readdirSync, readFileSync} from 'node:fs'
import {join, sep} from 'node:path'
import {describe, expect, test} from 'vitest'
import {faultsOf, MAX_LINES} from './architecture.ts'

const root = join(import.meta.dirname, '..')

function filesBelow(folder: string): {path: string; text: string}[] {
  return readdirSync(join(root, folder), {recursive: true, encoding: 'utf8'})
    .filter(name => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
    .map(name => ({path: name.split(sep).join('/'), text: readFileSync(join(root, folder, name), 'utf8')}))
}

test('imports flow one way, and files stay short', () => {
  expect(filesBelow('src').flatMap(faultsOf)).toEqual([])
})

test('no folder of src is a drawer for the rest', () => {
  const folders = filesBelow('src').flatMap(({path}) => path.split('/').slice(0, -1))

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

describe('the check finds', () => {
  test.each([
    ['bulk/send.ts', "import {main} from '../cli/main.ts'", 'bulk must not know cli'],
    ['api/labels.ts', "import type {State} from '../emulator/core/state.ts'", 'api must not know emulator'],
    ['emulator/labels.ts', "export {labels} from '../api/labels.ts'", 'emulator must not know api'],
    ['platform/ids.ts', "import {x} from '../config/index.ts'", 'platform must not know config'],
    ['config/load.ts', "const {main} = await import('../cli/main.ts')", 'config must not know cli'],
    ['bulk/send.ts', "import '../terminal/style.ts'", 'bulk must not know terminal'],
    ['bulk/send.ts', "import {\n  a,\n  b,\n} from '../terminal/style.ts'", 'bulk must not know terminal'],
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
  ])('%s with %j', (path, text, fault) => {
    expect(faultsOf({path, text})).toEqual([expect.stringContaining(fault)])
  })

  test('nothing wrong with what is allowed', () => {
    const text =
      "import {a} from '../platform/ids.ts'\nimport type {B} from './b.ts'\n// process.env in a comment\n"

    expect(faultsOf({path: 'api/x.ts', text})).toEqual([])
  })
})
