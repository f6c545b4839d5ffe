import {rmSync, writeFileSync} from 'node:fs'
import {readdir, readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {makeFolderSync} from '../system/folder.ts'
import {isAlive} from '../system/process-lock/owner.ts'
import {toItem, toText} from './json.ts'

/** A receiver that runs on this machine, for other commands to find. */
export interface ListenerLocator {
  readonly pid: number
  /** Where it takes deliveries. */
  readonly url: string
  readonly path: string
  /** ISO 8601. */
  readonly startedAt: string
}

/** Leaves word of a running receiver. Returns what takes it away again; call it however the receiver ends. */
export function announceListener(stateFolder: string, locator: ListenerLocator): () => void {
  const folder = join(stateFolder, 'listeners')
  makeFolderSync(folder, {mode: 0o700})
  const file = join(folder, `${locator.pid}.json`)
  writeFileSync(file, `${JSON.stringify(locator)}\n`, {mode: 0o600})
  return () => rmSync(file, {force: true})
}

/** The receivers that run, newest first. Those that ended without taking their word away are passed over. */
export async function findListeners(stateFolder: string): Promise<readonly ListenerLocator[]> {
  const folder = join(stateFolder, 'listeners')
  const files = await readdir(folder).catch(() => [])
  const found = await Promise.all(
    files.filter(file => file.endsWith('.json')).map(file => readLocator(join(folder, file))),
  )
  return found
    .filter((locator): locator is ListenerLocator => locator !== undefined && isAlive(locator.pid))
    .sort((one, other) => other.startedAt.localeCompare(one.startedAt))
}

async function readLocator(file: string): Promise<ListenerLocator | undefined> {
  try {
    const {pid, url, path, startedAt} = toItem(JSON.parse(await readFile(file, 'utf8')))
    const [urlText, pathText, startText] = [url, path, startedAt].map(toText)
    if (typeof pid !== 'number' || urlText === undefined || pathText === undefined || startText === undefined)
      return undefined
    return {pid, url: urlText, path: pathText, startedAt: startText}
  } catch {
    return undefined
  }
}
