import {join} from 'node:path'
import {describe, expect} from 'vitest'
import {table} from '../../src/cli/table.ts'
import type {CommandModule} from '../../src/commands/index.ts'
import {openEmulator} from '../../src/emulator/index.ts'
import {type JsonShape, jsonShapes} from '../../src/terminal/json.ts'
import {words} from '../helpers/words.ts'
import {type EmulatedWorld, test, type World} from '../helpers/world.ts'
import {faultsIn, resultsIn} from './grammar.ts'
import {type JsonLine, jsonLines} from './lines.ts'

/** Commands that print nothing of their own. */
const silent = ['emulator exec']

test('every command has a line here', () => {
  const listed = Object.keys(jsonLines).filter(name => (jsonLines[name] ?? []).length > 0)

  expect(listed.sort()).toEqual(
    Object.keys(table)
      .filter(name => !silent.includes(name))
      .sort(),
  )
})

describe('JSON is one grammar', () => {
  const lines = Object.entries(jsonLines).flatMap(([name, all]) =>
    all.filter(({canRun = true}) => canRun).map(line => ({name, ...line})),
  )

  test.for(lines.map(line => [line.line, line] as const))('%s', async ([, line], {bareWorld}) => {
    const {world, module, shape, args, env} = await stageOf(bareWorld, line)
    const run = {env, stdin: env['STDIN'] ?? ''}

    const running = world.start([...args, '--json'], run)
    if (line.endsWithSignal) {
      await running.out.holds('\n')
      running.send('SIGINT')
    }
    const {out, err} = await running.ended

    expect(out, err).not.toBe('')
    const foreign = {wire: line.wire ?? [], maps: line.maps ?? [], fields: line.fields ?? []}
    const results = resultsIn(out, shape)
    expect(results.flatMap(result => faultsIn(result, foreign))).toEqual([])
    if (shape === 'lines' && !line.wire?.includes(''))
      expect(faultsIn(results, {maps: ['*'], wire: ['*']})).toEqual([])
    if (shape === 'document' || module.csv?.rows !== undefined || module.formatOf !== undefined) return
    const [first] = results.flat() as readonly object[]
    if (first === undefined || 'kind' in first || line.endsWithSignal || line.isOnlyJson) return
    const csv = await world.msgr([...args, '--format', 'csv'], run)
    expect(csv.out.split('\n')[0]?.split(',')).toEqual(csvColumns(module, first) ?? Object.keys(first))
    expect(Object.keys(first)).toEqual(expect.arrayContaining([...(csvColumns(module, first) ?? [])]))
  })
})

test.for([
  ['label get', '--json prints one object.', {json: 'document', jsonWith: []}],
  ['label list', '--json prints one array.', {json: 'array', jsonWith: []}],
  [
    'label export',
    '--json prints one object per line (NDJSON); with --out one object.',
    {json: 'lines', jsonWith: [{flag: '--out', json: 'document'}]},
  ],
  [
    'broadcast status',
    '--json prints one object; with --watch one object per line (NDJSON).',
    {json: 'document', jsonWith: [{flag: '--watch', json: 'lines'}]},
  ],
] as const)(
  'the help of %s and commands --json say what it prints',
  async ([name, line, described], {bareWorld: world}) => {
    const {out} = await world.msgr(`${name} --help`)
    const all = JSON.parse((await world.msgr('commands --json')).out) as readonly {readonly name: string}[]

    expect(out).toContain(line)
    expect(all.find(command => command.name === name)).toMatchObject(described)
  },
)

const csvColumns = ({csv}: CommandModule, first: object) =>
  csv?.columnsOf?.(first as Readonly<Record<string, unknown>>) ?? csv?.columns

async function stageOf(bare: World, line: JsonLine & {readonly name: string}) {
  const emulator = await openEmulator({
    folder: join(bare.home, 'state', 'emulator'),
    isEphemeral: true,
    isPublished: true,
    machineNow: bare.clock.now,
    asOf: line.asOf,
  })
  const {onTestFinished} = await import('vitest')
  onTestFinished(() => emulator.close())
  const usual = {MSGR_EMULATOR: '1'}
  const world: EmulatedWorld = {
    ...bare,
    emulator,
    msgr: (words, options) => bare.msgr(words, {...options, env: {...usual, ...options?.env}}),
  }
  for (const [name, text] of Object.entries(line.files ?? {})) await world.write(name, text)
  const found = (await line.prepare?.(world)) ?? {}
  for (const before of line.before ?? []) await world.msgr(before)
  const args = words(line.line).map(word =>
    word.replace(/^\$(\w+)$/, (_, name: string) => found[name] ?? word),
  )
  const module = await table[line.name]?.load()
  if (module === undefined) throw new Error(`there is no command ${line.name}`)
  const env: Record<string, string | undefined> = {...usual, ...line.env, ...found}
  return {world, module, args, env, shape: line.shape ?? declaredShape(module, args)}
}

/** What the command says that it prints with these flags. */
function declaredShape({json}: CommandModule, args: readonly string[]): JsonShape {
  const {usual, others} = jsonShapes(json)
  return others.filter(({flag}) => args.includes(flag)).at(-1)?.shape ?? usual
}
