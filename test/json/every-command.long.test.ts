import {describe, expect} from 'vitest'
import type {CommandModule} from '../../src/commands/index.ts'
import {type JsonShape, jsonShapes} from '../../src/terminal/json.ts'
import {test} from '../helpers/world.ts'
import {faultsIn, resultsIn} from './grammar.ts'
import {jsonLines} from './lines.ts'
import {stageOf} from './stage.ts'

describe('JSON is one grammar', () => {
  const lines = Object.entries(jsonLines).flatMap(([name, all]) =>
    all.filter(({canRun = true}) => canRun).map(line => ({name, ...line})),
  )

  test.for(lines.map(line => [line.line, line] as const))('%s', async ([, line], {bareWorld}) => {
    const {world, module, args, env} = await stageOf(bareWorld, line)
    const shape = line.shape ?? declaredShape(module, args)
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

const csvColumns = ({csv}: CommandModule, first: object) =>
  csv?.columnsOf?.(first as Readonly<Record<string, unknown>>) ?? csv?.columns

/** What the command says that it prints with these flags. */
function declaredShape({json}: CommandModule, args: readonly string[]): JsonShape {
  const {usual, others} = jsonShapes(json)
  return others.filter(({flag}) => args.includes(flag)).at(-1)?.shape ?? usual
}
