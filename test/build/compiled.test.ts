import {execFileSync} from 'node:child_process'
import {cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {execPath} from 'node:process'
import {afterAll, beforeAll, beforeEach, expect, test} from 'vitest'

const root = join(import.meta.dirname, '../..')
const {compiledIn}: {readonly compiledIn: (dist: string) => string} = createRequire(import.meta.url)(
  '../../bin/compiled.js',
)

let folder = ''
/** What is beside the bundle of a copy of msgr that each test may spoil. */
let compiled = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'msgr-test-'))
  for (const name of ['bin', 'dist', 'package.json'])
    cpSync(join(root, name), join(folder, name), {recursive: true})
  compiled = compiledIn(join(folder, 'dist'))
  rmSync(join(folder, 'dist/compiled'), {recursive: true, force: true})
})
afterAll(() => rmSync(folder, {recursive: true, force: true}))
beforeEach(() => {
  if (!existsSync(compiled)) run('compile.js')
})

test('what the build compiled is what a start uses', () => {
  const {used, refused} = scriptsOf(['label', 'list', '--help'])

  expect(refused).toEqual([])
  expect(used.filter(name => name.startsWith('chunk-')).length).toBeGreaterThan(2)
})

test('functions that a command runs are in it, not only the outermost of each file', () => {
  const program = `
    const {compiledIn, loadCompiled} = require('./bin/compiled.js')
    const {statSync} = require('node:fs')
    const {exports, scripts} = loadCompiled(require('node:path').resolve('dist'), 'main.cjs')
    exports.main(['label', 'list', '--help']).then(() => {
      const sizes = [...scripts].map(([name, script]) => [
        statSync(compiledIn('dist') + '/' + name).size, script.createCachedData().length])
      console.log(JSON.stringify(sizes))
    })`
  const sizes: readonly [number, number][] = JSON.parse(node(['-e', program]).trim().split('\n').at(-1) ?? '')

  expect(sizes.length).toBeGreaterThan(3)
  for (const [kept, ran] of sizes) expect(kept).toBeGreaterThanOrEqual(ran * 0.9)
})

test('another Node.js, which refuses what this one compiled, does the same more slowly', () => {
  const help = run('msgr.js', 'label', 'list', '--help')
  for (const name of readdirSync(compiled)) writeFileSync(join(compiled, name), 'made by another V8')

  expect(scriptsOf(['label', 'list', '--help']).refused.length).toBeGreaterThan(2)
  expect(run('msgr.js', 'label', 'list', '--help')).toBe(help)
  rmSync(compiled, {recursive: true})
})

test('a bundle with nothing compiled beside it runs', () => {
  const help = run('msgr.js', '--help')
  rmSync(join(folder, 'dist/compiled'), {recursive: true})

  expect(run('msgr.js', '--help')).toBe(help)
})

test('an error says where it was, as without it', () => {
  writeFileSync(join(folder, 'one.cjs'), 'exports.stack = new Error().stack\n')
  const place = (load: string) =>
    node(['-p', `${load}.stack.split('\\n')[1].replace(/.*[/\\\\]/, '')`]).trim()

  expect(place("require('./one.cjs')")).toBe('one.cjs:1:17)')
  expect(
    place("require('./bin/compiled.js').loadCompiled(require('node:path').resolve('.'), 'one.cjs').exports"),
  ).toMatch(/^one\.cjs:1:17\)?$/)
})

function node(args: readonly string[]): string {
  return execFileSync(execPath, args, {cwd: folder, encoding: 'utf8', env: environment(), stdio: 'pipe'})
}

const run = (name: string, ...args: readonly string[]) => node([join(folder, 'bin', name), ...args])

/** The files of the bundle that a command loads, by whether V8 took what was compiled. */
function scriptsOf(argv: readonly string[]): {
  readonly used: readonly string[]
  readonly refused: readonly string[]
} {
  const program = `
    const {exports, scripts} = require('./bin/compiled.js').loadCompiled(require('node:path').resolve('dist'), 'main.cjs')
    exports.main(${JSON.stringify(argv)}).then(() => {
      const by = wanted => [...scripts].filter(([, {cachedDataRejected}]) => cachedDataRejected === wanted).map(([name]) => name)
      console.log(JSON.stringify({used: by(false), refused: by(true)}))
    })`
  return JSON.parse(node(['-e', program]).trim().split('\n').at(-1) ?? '')
}

function environment() {
  const {PATH = ''} = process.env
  return {PATH, HOME: folder, MSGR_HOME: join(folder, 'home')}
}
