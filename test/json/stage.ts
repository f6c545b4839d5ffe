import {join} from 'node:path'
import {onTestFinished} from 'vitest'
import {table} from '../../src/cli/table.ts'
import type {CommandModule} from '../../src/commands/index.ts'
import {openEmulator} from '../../src/emulator/index.ts'
import {words} from '../helpers/words.ts'
import type {EmulatedWorld, World} from '../helpers/world.ts'
import type {JsonLine} from './lines.ts'

/** One of the command lines, with all that it needs. */
export interface Stage {
  readonly world: EmulatedWorld
  readonly module: CommandModule
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Prepares what a line needs, on an emulator of its own. */
export async function stageOf(bare: World, line: JsonLine & {readonly name: string}): Promise<Stage> {
  const emulator = await openEmulator({
    folder: join(bare.home, 'state', 'emulator'),
    isEphemeral: true,
    isPublished: true,
    machineNow: bare.clock.now,
    asOf: line.asOf,
  })
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
  return {world, module, args, env: {...usual, ...line.env, ...found}}
}
