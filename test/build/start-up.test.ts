import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
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

// `import {z} from 'zod'` bundles all of zod, with its messages in fifty languages: a tenth of the start of an emulator.
test('no file of the command line holds the messages of zod in other languages', () => {
  const dist = join(import.meta.dirname, '../../dist')
  const files = readdirSync(dist).filter(name => name.endsWith('.js'))

  expect(files.length).toBeGreaterThan(50)
  expect(files.filter(name => readFileSync(join(dist, name), 'utf8').includes('ltige Eingabe'))).toEqual(
    [],
  )
})
