import {randomBytes} from 'node:crypto'
import {readdir, readFile, rm} from 'node:fs/promises'
import {join} from 'node:path'
import * as z from 'zod/mini'
import {type MessengerProfile, profileProperties} from '../platform/messenger-profile.ts'
import {writeWhole} from '../system/whole-file.ts'
import {type PagePlace, pathOfPage} from './page-place.ts'

/** Maximum number of earlier states per Page. */
export const MAX_FORMER_PROFILES = 50

const kept = z.object({
  /** When it was replaced, ISO 8601. */
  at: z.string(),
  /** `profile set` */
  command: z.string(),
  /** The properties that the command was about to change. */
  changed: z.array(z.string()),
  /** The profile before, as the platform showed it. */
  profile: z.record(z.string(), z.unknown()),
})

/** A Messenger Profile that a command replaced. Its keys are a public API. */
export interface FormerProfile {
  readonly at: string
  readonly command: string
  readonly changed: readonly string[]
  readonly profile: MessengerProfile
}

/** The earlier states of the Messenger Profile of one Page, on this machine. */
export interface ProfileHistory {
  /** The newest first. A file that cannot be read is left out. */
  readonly list: () => Promise<readonly FormerProfile[]>
  /**
   * Saves a state that is about to be replaced. Resolves when it is on disk. Call the returned function to delete
   * it again if nothing was replaced.
   */
  readonly keep: (former: Omit<FormerProfile, 'at'>, nowMs: number) => Promise<() => Promise<void>>
}

/** One file for each state, which only its owner can read, so that simultaneous commands keep both. */
export function openProfileHistory(place: PagePlace): ProfileHistory {
  const folder = pathOfPage('history', place)
  return {
    list: async () => {
      const found = await Promise.all((await namesIn(folder)).map(name => read(join(folder, name))))
      return found.filter(former => former !== undefined)
    },
    keep: async (former, nowMs) => {
      const at = new Date(nowMs).toISOString()
      const file = join(folder, `${at.replaceAll(/[-:.]/g, '')}-${randomBytes(4).toString('hex')}.json`)
      const text = `${JSON.stringify({at, ...former, profile: settable(former.profile)}, null, 2)}\n`
      await writeWhole(file, text, {mode: 0o600, folderMode: 0o700})
      const surplus = (await namesIn(folder)).slice(MAX_FORMER_PROFILES)
      await Promise.all(surplus.map(name => rm(join(folder, name), {force: true})))
      return () => rm(file, {force: true})
    },
  }
}

/** The properties that can be set again. */
function settable(profile: MessengerProfile): MessengerProfile {
  return Object.fromEntries(
    profileProperties.flatMap(name => (profile[name] === undefined ? [] : [[name, profile[name]]])),
  )
}

/** The newest first: their names start with the time. */
async function namesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => [])
  return names
    .filter(name => /^\d{8}T\d{9}Z-[0-9a-f]+\.json$/.test(name))
    .sort()
    .reverse()
}

async function read(file: string): Promise<FormerProfile | undefined> {
  try {
    return z.parse(kept, JSON.parse(await readFile(file, 'utf8'))) as FormerProfile
  } catch {
    return undefined
  }
}
