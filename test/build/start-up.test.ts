import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {startMsgr} from '../helpers/child.ts'

// What the data of languages costs is a sixth of a call's time: it is loaded for a text that needs it, not on the way to it.
test('a call to the Page loads no data of languages', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'msgr-test-'))
  onTestFinished(() => rmSync(folder, {recursive: true, force: true}))
  const preload = join(folder, 'no-language-data.cjs')
  writeFileSync(
    preload,
    `for (const name of ['ListFormat', 'Segmenter', 'NumberFormat', 'DateTimeFormat', 'Collator', 'PluralRules'])
       Intl[name] = class { constructor() { throw new Error(name + ' was made') } }`,
  )
  const {PATH = ''} = process.env
  const env = {
    PATH,
    HOME: folder,
    MSGR_HOME: folder,
    MSGR_EMULATOR: '1',
    NODE_OPTIONS: `--require=${preload}`,
  }
  const child = startMsgr(['label', 'list'], {cwd: folder, env})
  expect(await child.ended, child.err.text).toEqual({code: 0, signal: null})
  expect(child.out.text).toContain('Newsletter')
})

// Reading a file costs more than the code in it, and modules of Node.js that nobody uses cost the most.
test('a call to the Page reads few files, and loads nothing that starts programs', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'msgr-test-'))
  onTestFinished(() => rmSync(folder, {recursive: true, force: true}))
  const server = createServer((_, response) =>
    response.end('{"data":[{"id":"1001","page_label_name":"VIP"}]}'),
  )
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const preload = join(folder, 'list-builtins.cjs')
  const builtins = join(folder, 'builtins')
  writeFileSync(
    preload,
    `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(builtins)}, process.moduleLoadList.join('\\n')))`,
  )
  const {PATH = ''} = process.env
  const env = {
    PATH,
    HOME: folder,
    MSGR_HOME: folder,
    MSGR_GRAPH_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    MSGR_PAGE_TOKEN: 'EMUPAGE1',
    NODE_V8_COVERAGE: folder,
    NODE_OPTIONS: `--require=${preload}`,
  }
  const child = startMsgr(['label', 'list'], {cwd: folder, env})
  expect(await child.ended, child.err.text).toEqual({code: 0, signal: null})
  expect(child.out.text).toContain('VIP')
  const [report = ''] = readdirSync(folder).filter(name => name.startsWith('coverage-'))
  const files = readFileSync(join(folder, report), 'utf8').match(/file:[^"]+\/dist\/[^"]+/g) ?? []
  expect(files.length).toBeGreaterThan(4)
  expect(files.length, files.join('\n')).toBeLessThanOrEqual(14)
  const loaded = readFileSync(builtins, 'utf8').split('\n')
  expect(loaded).toContain('NativeModule http')
  // Nothing is encrypted or started here. On Node.js 24, loading tls also reads all root certificates.
  expect(loaded.filter(name => /^NativeModule (https|tls|child_process)$/.test(name))).toEqual([])
})

test('the help of a command loads nothing that hashes, reads folders, makes connections or knows terminals', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'msgr-test-'))
  onTestFinished(() => rmSync(folder, {recursive: true, force: true}))
  const preload = join(folder, 'list-builtins.cjs')
  const builtins = join(folder, 'builtins')
  writeFileSync(
    preload,
    `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(builtins)}, process.moduleLoadList.join('\\n')))`,
  )
  const {PATH = ''} = process.env
  const env = {PATH, HOME: folder, MSGR_HOME: folder, NODE_OPTIONS: `--require=${preload}`}
  const child = startMsgr(['label', 'list', '--help'], {cwd: folder, env})
  expect(await child.ended, child.err.text).toEqual({code: 0, signal: null})
  expect(child.out.text).toContain('msgr label list')
  const loaded = readFileSync(builtins, 'utf8').split('\n')
  expect(loaded).toContain('NativeModule stream')
  expect(
    loaded.filter(name => /^NativeModule (crypto|fs\/promises|http|https|tty|zlib)$/.test(name)),
  ).toEqual([])
})

test('no file of the command line is an ES module, which Node.js loads more slowly', () => {
  const dist = join(import.meta.dirname, '../../dist')
  const files = readdirSync(dist).filter(name => name.endsWith('.cjs') && name !== 'messenger-node.cjs')
  const slow = files.filter(name =>
    /[;}\n]import[^;"(]*"|\bimport\("(?:\.\/|node:)/.test(readFileSync(join(dist, name), 'utf8')),
  )

  expect(files.length).toBeGreaterThan(50)

  expect(slow).toEqual([])
})

// It is a tenth of a megabyte, and few name a store.
test('no database driver is loaded where no store is named', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'msgr-test-'))
  onTestFinished(() => rmSync(folder, {recursive: true, force: true}))
  const {PATH = ''} = process.env
  const env = {PATH, HOME: folder, MSGR_HOME: folder, MSGR_EMULATOR: '1', NODE_V8_COVERAGE: folder}
  const loaded = async (args: readonly string[], more: Readonly<Record<string, string>> = {}) => {
    const child = startMsgr(args, {cwd: folder, env: {...env, ...more}})
    const ended = await child.ended
    const reports = readdirSync(folder).filter(name => name.startsWith('coverage-'))
    const urls = reports.flatMap(name => readFileSync(join(folder, name), 'utf8').match(/file:[^"]+/g) ?? [])
    for (const name of reports) rmSync(join(folder, name))
    const drivers = urls.filter(url =>
      readFileSync(new URL(url), 'utf8').includes('SCRAM-SERVER-FIRST-MESSAGE'),
    )
    return {...ended, err: child.err.text, drivers: drivers.length}
  }
  const apply = ['page', 'apply', 'page.yaml', '--yes']
  writeFileSync(join(folder, 'page.yaml'), 'labels: [VIP]\n')
  expect(await loaded(apply)).toMatchObject({code: 0, drivers: 0})
  // The same way of looking finds it where one is.
  const store = {MSGR_STORE: 'postgres://ann@127.0.0.1:1/msgr'}
  expect(await loaded(['store', 'status'], store)).toMatchObject({code: 8, drivers: 1})
})

// `import {z} from 'zod'` bundles all of zod, with its messages in fifty languages: a tenth of the start of an emulator.
test('no file of the command line holds the messages of zod in other languages', () => {
  const dist = join(import.meta.dirname, '../../dist')
  const files = readdirSync(dist).filter(name => name.endsWith('.cjs'))

  expect(files.length).toBeGreaterThan(50)
  expect(files.filter(name => readFileSync(join(dist, name), 'utf8').includes('ltige Eingabe'))).toEqual([])
})
