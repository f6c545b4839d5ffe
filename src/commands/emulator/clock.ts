import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import {nearest} from '../../platform/near-miss.ts'
import type {View} from '../../terminal/view.ts'
import {parseAnyMoment, parseDuration} from '../shared/arguments/duration.ts'
import {parseDay, reach} from './shared/reach.ts'

interface Options {
  readonly asOf?: string
}

/** The time of the emulated clock. */
interface Clock {
  /** ISO 8601, UTC. */
  readonly now: string
  /** How far the clock is ahead of this machine's. */
  readonly offsetMs: number
}

type Shown = Clock & {readonly dryRun: boolean}

const acts = ['show', 'set', 'advance', 'reset'] as const
const DAY_MS = 86_400_000

export function declare(command: Command): void {
  command
    .argument('[act]', 'show, set, advance or reset', 'show')
    .argument(
      '[value]',
      'set: a time, such as 2026-11-22T18:00Z or "2h from now"; advance: a duration, such as 25h',
    )
    .option('--as-of <day>', 'the clock of that emulated day; default today')
    .addHelpText(
      'after',
      `
Windows close, tokens expire and broadcasts continue as if the time had passed. A time without a zone is in this machine's zone.
The clock runs on from where you set it, even after a restart; reset returns it to this machine's time, or to the day of --as-of.

Examples:
  $ msgr emulator clock
  $ msgr emulator clock advance 25h
  $ msgr emulator clock set 2026-12-24T18:00Z
  $ msgr emulator clock reset`,
    )
}

export async function run(
  context: Context,
  act: string,
  value: string | undefined,
  options: Options,
): Promise<Shown> {
  const read = readChange(act, value)
  const emulator = await reach(context, {asOf: parseDay(options.asOf)})
  const before = await emulator.admin('GET', 'clock')
  const change = read?.(Date.parse(before.now))
  if (change === undefined) return {...before, dryRun: false}
  if (context.globals.dryRun) return {...foreseen(change, before), dryRun: true}
  return {...(await emulator.admin('POST', 'clock', change)), dryRun: false}
}

export const view: View<Shown> = ({now, offsetMs, dryRun}, {bold, faint}) =>
  `${dryRun ? 'Would show' : 'The clock of the emulator shows'} ${bold(now)}   ${faint(aheadBy(offsetMs))}`

type Change = {readonly now: string} | {readonly advanceMs: number} | {readonly reset: true}

/**
 * How to compute the change from the emulator's current time, in milliseconds since 1970.
 * @throws {UsageError} for an unknown act, and for a missing or wrong value.
 */
function readChange(act: string, value: string | undefined): ((nowMs: number) => Change) | undefined {
  if (act === 'set') {
    const text = demandValue(value, 'set needs a time', 'set 2026-12-24T18:00Z')
    const toTime = (nowMs: number) => new Date(parseAnyMoment(text, 'set', nowMs)).toISOString()
    toTime(0)
    return nowMs => ({now: toTime(nowMs)})
  }
  if (act === 'advance') {
    const advanceMs = parseDuration(demandValue(value, 'advance needs a duration', 'advance 25h'), 'advance')
    return () => ({advanceMs})
  }
  const meant = nearest(act, acts)
  if (act !== 'show' && act !== 'reset')
    throw new UsageError(`The clock cannot ${act}; it can ${acts.join(', ')}`, {
      hint:
        meant === undefined
          ? 'Write it like: msgr emulator clock advance 25h'
          : `Did you mean msgr emulator clock ${meant}?`,
    })
  if (value !== undefined) throw new UsageError(`${act} takes no value, but was given ${value}`)
  return act === 'show' ? undefined : () => ({reset: true})
}

function demandValue(value: string | undefined, message: string, example: string): string {
  if (value !== undefined) return value
  throw new UsageError(message, {hint: `Write it like: msgr emulator clock ${example}`})
}

/** The result of a change in a dry run. A reset is shown as this machine's time: only the emulator knows the day of --as-of. */
function foreseen(change: Change, {now, offsetMs}: Clock): Clock {
  if ('reset' in change) return {now: new Date(Date.parse(now) - offsetMs).toISOString(), offsetMs: 0}
  const target = 'now' in change ? Date.parse(change.now) : Date.parse(now) + change.advanceMs
  return {now: new Date(target).toISOString(), offsetMs: offsetMs + target - Date.parse(now)}
}

function aheadBy(offsetMs: number): string {
  if (Math.abs(offsetMs) < 1000) return 'same as this machine'
  const seconds = Math.round(Math.abs(offsetMs) / 1000)
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(((seconds * 1000) % DAY_MS) / 3_600_000), 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ].filter(([count]) => count !== 0)
  const length = parts.map(([count, unit]) => `${count} ${unit}`).join(' ')
  return `${length} ${offsetMs > 0 ? 'ahead of' : 'behind'} this machine`
}
