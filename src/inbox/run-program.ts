import {setTimeout as sleep} from 'node:timers/promises'
import type {StartProgram} from '../system/program.ts'
import type {ClaimedEvent} from './claims.ts'
import type {Handled} from './outcome.ts'
import type {WorkerOptions} from './worker.ts'

export interface ProgramOptions {
  readonly startProgram: StartProgram
  readonly program: string
  readonly args: readonly string[]
  /** What the program reads, for an event. */
  readonly inputOf: (event: ClaimedEvent) => string
  /** Called with each line that it prints. */
  readonly onLine: (line: string) => void
  /** Default 5 minutes. */
  readonly mostMs?: number
}

const MOST_MS = 5 * 60_000
const MOST_CHARACTERS = 200

/** Starts a program for each event. It has handled the event if it ends with 0. */
export function runningForEach(options: ProgramOptions): WorkerOptions['handle'] {
  const {startProgram, program, args, inputOf, onLine, mostMs = MOST_MS} = options
  return async (event, signal): Promise<Handled> => {
    let lastLine = ''
    const running = startProgram(
      program,
      args,
      line => {
        if (line !== '') lastLine = line
        onLine(line)
      },
      inputOf(event),
    )
    const over = new AbortController()
    const late = sleep(mostMs, 'late' as const, {signal: AbortSignal.any([signal, over.signal])})
    const end = await Promise.race([running.ended, late.catch(() => 'ended' as const)])
    over.abort()
    if (end === 'late' || end === 'ended') {
      await running.stop()
      return {kind: 'failed', reason: `the program did not end within ${mostMs / 60_000} minutes`}
    }
    if (end.exitCode === 0) return {kind: 'done'}
    const said = lastLine === '' ? '' : `: ${lastLine.slice(0, MOST_CHARACTERS)}`
    return {kind: 'failed', reason: `the program ${end.how}${said}`}
  }
}
