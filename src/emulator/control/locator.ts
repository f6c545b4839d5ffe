import {readFile, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {MsgrError} from '../../errors.ts'
import {isAlive} from '../../system/process-lock/owner.ts'
import {writeWhole} from '../../system/whole-file.ts'
import {adminAt} from './admin-client.ts'
import type {Health} from './protocol.ts'

/** Where an emulator is running, for other processes. */
interface Locator {
  readonly pid: number
  readonly url: string
}

function locatorFile(folder: string): string {
  return join(folder, 'running.json')
}

export async function publish(folder: string, locator: Locator): Promise<void> {
  const options = {mode: 0o600, folderMode: 0o700, isDurable: false}
  await writeWhole(locatorFile(folder), JSON.stringify(locator), options)
}

/** Removes the locator, unless another process has written its own. */
export async function withdraw(folder: string, {pid}: Locator): Promise<void> {
  const current = await readLocator(folder)
  if (current?.pid === pid) await rm(locatorFile(folder), {force: true})
}

/** An emulator that answers. */
export interface Located extends Locator {
  /** The day it was started for, `YYYY-MM-DD`; without `--as-of`, the day of its clock. */
  readonly day: string
}

/**
 * The emulator at an address, or else the one running in a folder, if there is one that answers.
 * @throws {MsgrError} when nothing answers at the address, or something that is not an emulator.
 */
export async function locate({
  folder,
  url,
}: {
  readonly folder: string
  readonly url?: string | undefined
}): Promise<Located | undefined> {
  if (url !== undefined) return locateAt(url)
  const locator = await readLocator(folder)
  if (locator === undefined || !isAlive(locator.pid)) return undefined
  const health = await askHealth(locator.url).catch(() => undefined)
  return health?.pid === locator.pid ? {...locator, day: dayOf(health)} : undefined
}

async function locateAt(url: string): Promise<Located> {
  const health = await askHealth(url).catch(error => {
    throw new MsgrError(`No emulator is running at ${url}`, {
      reason: 'emulatorGone',
      data: {url},
      cause: error,
    })
  })
  return {url, pid: health.pid ?? 0, day: dayOf(health)}
}

/** Anything else that answers there does not know the protocol. */
const askHealth = (url: string): Promise<Partial<Health>> => adminAt(url)('GET', 'health')

const dayOf = ({asOf, today = ''}: Partial<Health>): string => asOf ?? today

async function readLocator(folder: string): Promise<Locator | undefined> {
  try {
    return JSON.parse(await readFile(locatorFile(folder), 'utf8')) as Locator
  } catch {
    return undefined
  }
}
