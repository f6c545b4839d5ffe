import process from 'node:process'
import type {EmulatedWorld, RunOptions} from '../../helpers/world.ts'

export const PSID = '6411223344556677'
export const PATH = process.env['PATH']

/** Runs a program under `msgr emulator exec`, with a person in its environment. */
export function exec(world: EmulatedWorld, program: readonly string[], {env, ...options}: RunOptions = {}) {
  return world.msgr(['emulator', 'exec', '--', ...program], {env: {PATH, PSID, ...env}, ...options})
}

/** A `node -e` that prints what an expression settles to. */
export const evaluate = (expression: string) => [
  process.execPath,
  '-e',
  `Promise.resolve(${expression}).then(v => console.log(v), e => console.log(String(e.cause ?? e)))`,
]

/** What a program printed of its environment. */
export const environmentIn = (out: string): Readonly<Record<string, string>> =>
  Object.fromEntries(out.split('\n').map(line => line.split(/=(.*)/s).slice(0, 2)))
