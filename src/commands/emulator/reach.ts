import {join} from 'node:path'
import type {Context} from '../../context.ts'
import {type EmulatorAccess, type EmulatorOptions, reachEmulator} from '../../emulator/find.ts'
import {openEmulator} from '../../emulator/index.ts'
import {UsageError} from '../../errors.ts'

/** Where the emulator of this user keeps its state and its locator. */
export async function emulatorFolder({config}: Context): Promise<string> {
  const {paths} = await config()
  return join(paths.stateFolder, 'emulator')
}

/** The emulator that runs, or else one in this process, closed when the command ends. */
export async function reach(
  context: Context,
  options: Partial<EmulatorOptions> = {},
): Promise<EmulatorAccess> {
  const settings = {
    folder: await emulatorFolder(context),
    machineNow: context.clock.now,
    ...toldIfUnkept(context),
    ...options,
  }
  const isOwn = options.asOf !== undefined || options.isEphemeral === true
  const emulator = await (isOwn ? openEmulator(settings) : reachEmulator(settings))
  context.onExit(emulator.close)
  return emulator
}

/** Says that the state cannot be written, and goes on. */
export function toldIfUnkept({io}: Context): Pick<EmulatorOptions, 'onUnkept'> {
  return {onUnkept: ({message}) => io.warn(message)}
}

/**
 * A day given by a person: `2019-06-01`.
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
