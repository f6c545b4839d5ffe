import {join} from 'node:path'
import type {Context} from '../../../context.ts'
import {
  type EmulatorAccess,
  type EmulatorOptions,
  type EmulatorPlace,
  reachEmulator,
} from '../../../emulator/find.ts'
import {UsageError} from '../../../errors.ts'

/** Where this user's emulator keeps its state and its locator, and the URL of another emulator to use, if one is named. */
export async function emulatorPlace({config}: Context): Promise<EmulatorPlace> {
  const {paths, emulatorUrl: url} = await config()
  return {folder: join(paths.stateFolder, 'emulator'), url}
}

/** The running emulator if it emulates the requested day, or else one in this process, closed when the command ends. */
export async function reach(
  context: Context,
  options: Partial<EmulatorOptions> = {},
): Promise<EmulatorAccess> {
  const emulator = await reachEmulator({
    ...(await emulatorPlace(context)),
    machineNow: context.clock.now,
    ...warnIfUnkept(context),
    ...options,
  })
  context.onExit(emulator.close)
  return emulator
}

/** Warns that the state cannot be written, and continues. */
export function warnIfUnkept({io}: Context): Pick<EmulatorOptions, 'onUnkept'> {
  return {onUnkept: ({message}) => io.warn(message)}
}

/**
 * Parses a day such as `2019-06-01`.
 * @throws {UsageError} for anything else.
 */
export function parseDay(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))
  if (isDay && text >= '2018-01-01') return text
  throw new UsageError(`--as-of ${text} is not a day the emulator knows.`, {
    hint: 'Write a day from 2018 on: --as-of 2019-06-01',
  })
}
