import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {createRequire} from 'node:module'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'

interface Notices {
  readonly add: (file: string) => void
  readonly text: () => string
}

const {createNotices}: {readonly createNotices: (root: string) => Notices} = createRequire(import.meta.url)(
  '../../bin/notices.js',
)

async function projectWith(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'msgr-notices-'))
  onTestFinished(() => rm(root, {recursive: true, force: true}))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), {recursive: true})
    await writeFile(join(root, name), text)
  }
  return root
}

const description = (name: string) => JSON.stringify({name, version: '1.0.0', license: 'MIT'})

test('a package inside another package is named too, and every text of a licence is given', async () => {
  const root = await projectWith({
    'node_modules/outer/package.json': description('outer'),
    'node_modules/outer/LICENSE': 'Outer licence',
    'node_modules/outer/NOTICE': 'Outer notice',
    'node_modules/outer/node_modules/@in/ner/package.json': description('@in/ner'),
    'node_modules/outer/node_modules/@in/ner/licence.md': 'Inner licence',
  })
  const notices = createNotices(root)

  notices.add('node_modules/outer/index.js')
  notices.add('node_modules/outer/node_modules/@in/ner/lib/index.js')
  notices.add('src/main.ts')

  const line = `\n${'-'.repeat(80)}\n\n`
  expect(notices.text().split(line).slice(1)).toEqual([
    'outer 1.0.0 (MIT)\n\nOuter licence\n\nOuter notice\n',
    '@in/ner 1.0.0 (MIT)\n\nInner licence\n',
  ])
})

test('a package without the text of its licence fails the build', async () => {
  const root = await projectWith({'node_modules/bare/package.json': description('bare')})
  const notices = createNotices(root)

  notices.add('node_modules/bare/index.js')

  expect(() => notices.text()).toThrow('bare is bundled, and the text of its licence is not in ')
})
