import {setTimeout as wait} from 'node:timers/promises'
import {type Because, TunnelError} from '../../errors.ts'
import type {ProgramEnd} from '../../system/program.ts'
import {wordsAround} from './announced-url.ts'
import type {OpenOptions, Tunnel} from './tunnel.ts'

const ANNOUNCING_MS = 30_000
const KEPT_LINES = 50
const SHOWN_LENGTH = 200
/** `authtoken=…`, `--secret …`: programs repeat their settings when they complain. */
const namedSecret = /((?:token|secret|password|passwd|api-?key)["']?(?:\s*[=:]\s*|\s+)["']?)[^\s"']+/gi

/** A program that holds a tunnel open as long as it runs. */
export interface TunnelProgram {
  readonly provider: string
  /** As a person calls it: `cloudflared`. */
  readonly name: string
  readonly program: string
  readonly args: readonly string[]
  /** Where the tunnel leads from, for programs that do not say. */
  readonly givenUrl?: string | undefined
  /** The address that a line of its output announces. */
  readonly findUrl: (line: string) => string | undefined
  /** What its last lines mean, if that is known. */
  readonly explain?: (lines: readonly string[]) => Explanation | undefined
  /** What to do when it fails for a reason that is not known. */
  readonly hint: string
  /** What to do when the program is not there. */
  readonly missing: Advice
}

/** What to do, or the reason by which others know. */
export type Advice = Because & {readonly hint?: string | undefined}

export interface Explanation {
  readonly meaning: string
  readonly advice: Advice
}

/**
 * Runs the program until it announces an address.
 * @throws {TunnelError} if it ends before, or announces none within 30 seconds.
 */
export async function openProgramTunnel(
  tunnel: TunnelProgram,
  {startProgram, signal}: OpenOptions,
): Promise<Tunnel> {
  const {provider, name, givenUrl, findUrl} = tunnel
  const lines: string[] = []
  let url = givenUrl
  let words: string | undefined
  let announce: () => void = () => {}
  const announced = new Promise<void>(resolve => {
    announce = resolve
  })
  const running = startProgram(tunnel.program, tunnel.args, line => {
    if (line.trim() === '') return
    lines.push(line.trim())
    if (lines.length > KEPT_LINES) lines.shift()
    const found = givenUrl === undefined ? findUrl(line) : undefined
    if (found === undefined) return
    // A later address is believed only in the words of the first: logged requests may hold any address.
    words ??= wordsAround(line, found)
    if (words !== wordsAround(line, found)) return
    url = found
    announce()
  })
  if (givenUrl !== undefined) announce()

  const waiting = new AbortController()
  try {
    const ended = running.ended.then(end => {
      throw failureOf(tunnel, end, lines)
    })
    const late = wait(ANNOUNCING_MS, undefined, {signal: AbortSignal.any([signal, waiting.signal])}).then(
      () => {
        throw unannounced(name, lines)
      },
    )
    await Promise.race([announced, ended, late])
  } catch (error) {
    await running.stop()
    throw error
  } finally {
    waiting.abort()
  }
  let isClosed = false
  return {
    provider,
    url: () => url ?? '',
    lost: new Promise(resolve => {
      running.ended.then(end => {
        if (!isClosed) resolve(failureOf(tunnel, end, lines))
      })
    }),
    close: () => {
      isClosed = true
      return running.stop()
    },
  }
}

function failureOf(
  {name, explain, hint, missing}: TunnelProgram,
  {how, isMissing}: ProgramEnd,
  lines: readonly string[],
): TunnelError {
  if (isMissing) return new TunnelError(`${name} is not installed`, missing)
  const known = explain?.(lines)
  if (known !== undefined) return new TunnelError(`${name}: ${known.meaning}`, known.advice)
  return new TunnelError(`${name} ${how}${lastWords(lines)}`, {hint})
}

function unannounced(name: string, lines: readonly string[]): TunnelError {
  const text = `${name} printed no https address within ${ANNOUNCING_MS / 1000} seconds${lastWords(lines)}`
  return new TunnelError(text, {reason: 'tunnelUnannounced'})
}

function lastWords(lines: readonly string[]): string {
  const last = lines.at(-1)
  if (last === undefined) return ' without any output'
  return `: ${last.replace(namedSecret, '$1***').slice(0, SHOWN_LENGTH)}`
}
