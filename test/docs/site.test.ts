import {mkdtemp, readdir, readFile, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join, posix} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {buildSite} from '../../bin/docs/site.mjs'
import {describeCommands} from '../../src/cli/about/describe.ts'
import {table as commands} from '../../src/cli/table.ts'
import {pages} from '../../src/docs/index.ts'

let site: string
let files: ReadonlyMap<string, string>

beforeAll(async () => {
  site = await mkdtemp(join(tmpdir(), 'msgr-site-'))
  // As `msgr commands --json` prints them.
  buildSite(site, JSON.parse(JSON.stringify(await describeCommands(commands))))
  const names = (await readdir(site, {recursive: true})).filter(name => name.endsWith('.html'))
  files = new Map(
    await Promise.all(names.map(async name => [name, await readFile(join(site, name), 'utf8')] as const)),
  )
})

afterAll(() => rm(site, {recursive: true}))

const idsIn = (html: string) => [...html.matchAll(/ id="([^"]*)"/g)].map(([, id = '']) => id)
const targetsIn = (html: string) =>
  [...html.matchAll(/ (?:href|src)="([^"]*)"/g)].map(([, target = '']) => target)

test('has each page of the documentation and each command, in the list and in the table', () => {
  for (const name of Object.keys(pages)) expect(files.get('index.html')).toContain(`href="${name}.html"`)
  for (const name of Object.keys(commands)) {
    const file = `commands/${name.replaceAll(' ', '-')}.html`
    expect([...files.keys()]).toContain(file)
    expect(files.get('commands.html')).toContain(`<a href="${file}"><code>${name}</code></a>`)
  }
})

test('every link leads to a page, a heading or a file, and every address is one', async () => {
  const others = new Set(await readdir(site, {recursive: true}))
  const faults: string[] = []
  for (const [name, html] of files) {
    const ids = idsIn(html)
    if (new Set(ids).size !== ids.length) faults.push(`${name} has an id twice`)
    for (const target of targetsIn(html)) {
      if (/^[a-z]+:/.test(target)) {
        if (!target.startsWith('https://') || !URL.canParse(target)) faults.push(`${name}: ${target}`)
        continue
      }
      const [file = '', heading] = target.split('#')
      const local = file === '' ? name : posix.join(posix.dirname(name), file)
      if (!others.has(local)) faults.push(`${name}: there is no ${local}`)
      else if (heading !== undefined && !idsIn(files.get(local) ?? '').includes(heading))
        faults.push(`${name}: there is no #${heading} in ${local}`)
    }
  }

  expect(files.size).toBeGreaterThan(150)
  expect(faults).toEqual([])
})
