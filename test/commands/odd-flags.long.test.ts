import {env as machine} from 'node:process'
import {describe, expect} from 'vitest'
import type {CommandDescription} from '../../src/cli/about/describe.ts'
import {seeded} from '../../src/emulator/graph/faults.ts'
import {exitCodes} from '../../src/errors.ts'
import {patiently} from '../helpers/patience.ts'
import {test} from '../helpers/world.ts'
import {jsonLines} from '../json/lines.ts'
import {stageOf} from '../json/stage.ts'

const SEED = Number(machine['MSGR_SOAK_SEED'] ?? 1)
/** How many odd values each flag and each argument gets. */
const VALUES = machine['MSGR_SOAK'] === 'short' ? 1 : 8

const odd = [
  ...[
    '',
    ' ',
    '0',
    '-1',
    'NaN',
    '1e309',
    '0x10',
    '1.5',
    '9'.repeat(30),
    '💥',
    '__proto__',
    '%00%zz',
    '{}',
    '[',
  ],
  ...['null', '2026-02-30', '../x', '\u202ea', 'a\nb', 'a,,b', '=', ':', 'http://', 'http://[', 'true', '-'],
  ...['/dev/null', '.', 'nowhere/x'],
]

const lines = Object.entries(jsonLines)
  .flatMap(([name, all]) => all.slice(0, 1).map(line => ({name, ...line})))
  .filter(
    ({name, canRun = true, endsWithSignal}) =>
      canRun && !endsWithSignal && !/^(?:listen|mcp|inbox work)/.test(name),
  )

describe('whatever a flag or an argument is given, a command has an error for it', () => {
  test.for(lines.map(line => [line.line, line] as const))(
    '%s',
    {timeout: patiently(240_000)},
    async ([, line], {bareWorld}) => {
      const {args, env, world} = await stageOf(bareWorld, line)
      const commands = (await bareWorld.msgr('commands --json')).json() as readonly CommandDescription[]
      const flags = commands.find(({name}) => name === line.name)?.options ?? []
      const random = seeded(SEED * 1_000 + line.line.length)
      const oddly = () => Array.from({length: VALUES}, () => odd[Math.floor(random() * odd.length)] ?? '')
      const given = flags
        .filter(({flags: flag}) => /[<[]/.test(flag))
        .flatMap(({flags: flag}) => oddly().map(value => [...args, `${/--[\w-]+/.exec(flag)?.[0]}=${value}`]))
      const first = line.name.split(' ').length
      const replaced = args
        .slice(first)
        .flatMap((_, place) => oddly().map(value => args.with(first + place, value)))

      for (const words of [...given, ...replaced]) {
        const {code, err} = await world.msgr(words, {env, stdin: env['STDIN'] ?? ''})
        expect([words, code, err]).not.toEqual([words, exitCodes.bug, err])
        expect([words, err]).toEqual([words, expect.not.stringMatching(/undefined|TypeError|bug in msgr/)])
      }
    },
  )
})
