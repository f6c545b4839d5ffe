import {readdir} from 'node:fs/promises'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {projectFileNames} from '../../src/config/project-file.ts'
import {sections} from '../../src/docs/index.ts'
import {exitCodes} from '../../src/errors.ts'
import {messageCampaignLimits} from '../../src/platform/message-campaigns.ts'
import {documents} from '../helpers/documents.ts'
import {errorCounts, generatedParts} from './generated-parts.ts'

const root = join(import.meta.dirname, '../..')

/** Where a part begins and ends: what stands between is made from the code. */
const part = /(<!-- generated: ([\w-]+) -->\n).*?(<!-- end -->)/gs

const textOf = (page: string) => documents.find(({path}) => path === `src/docs/${page}.md`)?.text ?? ''

test('what pages have from the code is up to date; `npm test -- docs/generated -u` writes it', async () => {
  const used = new Set<string>()
  for (const {path, text} of documents) {
    const fresh = text.replaceAll(part, (_, begin, name: string, end) => {
      used.add(name)
      return `${begin}${generatedParts[name] ?? `there is no part ${name}`}\n\n${end}`
    })
    if (text.includes('<!-- generated')) await expect(fresh).toMatchFileSnapshot(join(root, path))
  }

  expect([...used].toSorted()).toEqual(Object.keys(generatedParts).toSorted())
})

test('the list of pages has every page, each once, and every section is read', async () => {
  const files = (await readdir(join(root, 'src/docs'))).filter(name => name.endsWith('.md'))
  const listed = Object.values(sections).flatMap(Object.keys)

  expect([...listed, 'commands'].map(name => `${name}.md`).toSorted()).toEqual(files.toSorted())
})

test('the page about exit codes has every code', () => {
  const rows = [...textOf('exit-codes').matchAll(/^\| (\d+) \| \w/gm)].map(([, code]) => Number(code))

  expect(rows).toEqual(Object.values(exitCodes))
})

test('the tables of errors have every rule', () => {
  expect(errorCounts.inTables).toBe(errorCounts.known)
})

test('the pages name the files and the numbers of the code', () => {
  expect(projectFileNames.filter(name => !textOf('config').includes(`\`${name}\``))).toEqual([])
  expect(textOf('marketing')).toContain(`up to ${messageCampaignLimits.mostOfADay} times as much`)
})
