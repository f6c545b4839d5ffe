import {readFile, rm} from 'node:fs/promises'
import {join} from 'node:path'
import * as z from 'zod/mini'
import type {Config, Connection} from '../config/index.ts'
import type {Context} from '../context.ts'
import {ConfigError, MsgrError} from '../errors.ts'
import {claimFolder} from '../system/process-lock.ts'
import {writeWhole} from '../system/whole-file.ts'

const names = z.array(z.string())

const former = z.object({
  /** The `msgr listen` that took the callback over. */
  pid: z.number(),
  /** ISO 8601. */
  saved_at: z.string(),
  /** The previous callback; null when the app had none. */
  callback: z.nullable(z.object({url: z.string(), fields: names, verify_token: z.optional(z.string())})),
  /** The Page and its previous fields, null when the app was not subscribed to it; left out when no Page token was known. */
  page: z.optional(
    z.object({id: z.nullable(z.string()), name: z.nullable(z.string()), fields: z.nullable(names)}),
  ),
  /** The addresses that msgr has set since, the latest last. */
  ours: names,
  /** What else was subscribed. */
  added_fields: names,
})

/** The state before a `msgr listen` took the callback of an app over, kept until it is restored. */
export type Former = z.infer<typeof former>

/** The folder of an app: its saved state, and the claim of the process that has its callback. */
export function callbackFolder({paths}: Config, {target}: Connection, appId: string): string {
  return join(paths.stateFolder, 'callbacks', target === 'emulator' ? `emulator-${appId}` : appId)
}

/**
 * Claims the callback of an app for this process. Returns the function that releases it.
 * @throws {MsgrError} if another process has it; `advice` says what to do about a process on this machine.
 */
export async function claimCallback(
  folder: string,
  appId: string,
  advice: (pid: number) => string,
): Promise<() => Promise<void>> {
  const claim = await claimFolder(folder)
  if ('lock' in claim) return claim.lock.release
  const {name, pid, hint = advice(pid)} = claim.owner
  throw new MsgrError(`Another msgr has the callback of app ${appId}: ${name}`, {hint})
}

const fileIn = (folder: string) => join(folder, 'former.json')

/** Undefined when nothing is kept. @throws {ConfigError} if the file is not what msgr wrote. */
export async function readFormer(folder: string): Promise<Former | undefined> {
  const file = fileIn(folder)
  try {
    return z.parse(former, JSON.parse(await readFile(file, 'utf8')))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new ConfigError(`${file} does not contain what msgr saves there`, {
      hint: 'Check the callback of the app (msgr webhook status), correct it by hand, and remove the file',
      cause: error,
    })
  }
}

/** On disk when this settles; only its owner can read it. */
export function keepFormer(folder: string, state: Former): Promise<void> {
  return writeWhole(fileIn(folder), `${JSON.stringify(state, null, 2)}\n`, {mode: 0o600})
}

export function forgetFormer(folder: string): Promise<void> {
  return rm(fileIn(folder), {force: true})
}

/** The command that restores the saved state. */
export function restoreCommand({globals}: Pick<Context, 'globals'>): string {
  const page = globals.page === undefined ? '' : ` --page ${globals.page}`
  return `msgr${globals.emulator ? ' --emulator' : ''}${page} webhook restore`
}
