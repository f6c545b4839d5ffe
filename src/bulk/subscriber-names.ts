import {createHmac, randomBytes} from 'node:crypto'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import type {Query} from '../store/connection.ts'
import {makeFolder} from '../system/folder.ts'
import {writeWhole} from '../system/whole-file.ts'

const KEY_FILE = '.subscriber-key'
const KEY_BYTES = 32
const NAME_DIGITS = 16

/** The form of a name of a subscriber who has no PSID. */
export const subscriberName = /^sub_[0-9a-f]{16}$/

/** Returns the name of a subscriber by their token: `sub_1f0c9a3b52d7e846`. It does not show the token. */
export type SubscriberNames = (token: string) => string

/** The names are the same in every run of this state folder: they are made with a key that stays in the folder. */
export async function openSubscriberNames(runsFolder: string): Promise<SubscriberNames> {
  return namesWith(await keyIn(runsFolder))
}

/**
 * The names are the same on every machine of a store, which has the key. The first machine gives it the key of its folder, so that the
 * names in its reports and in its list of people who opted out stay as they are.
 */
export async function openSharedSubscriberNames(query: Query, runsFolder: string): Promise<SubscriberNames> {
  const read = async () => (await query<{key: Buffer}>('select key from msgr.subscriber_key'))[0]?.key
  const known = await read()
  if (known !== undefined) return namesWith(known)
  const key = (await knownKey(runsFolder)) ?? randomBytes(KEY_BYTES)
  await query('insert into msgr.subscriber_key (key) values ($1) on conflict do nothing', [key])
  // Another machine may have been first.
  return namesWith((await read()) ?? key)
}

const namesWith =
  (key: Buffer): SubscriberNames =>
  token =>
    `sub_${createHmac('sha256', key).update(token).digest('hex').slice(0, NAME_DIGITS)}`

async function knownKey(runsFolder: string): Promise<Buffer | undefined> {
  const known = await readFile(join(runsFolder, KEY_FILE)).catch(() => undefined)
  return known?.length === KEY_BYTES ? known : undefined
}

async function keyIn(runsFolder: string): Promise<Buffer> {
  const known = await knownKey(runsFolder)
  if (known !== undefined) return known
  const key = randomBytes(KEY_BYTES)
  await makeFolder(runsFolder, {mode: 0o700})
  await writeWhole(join(runsFolder, KEY_FILE), key, {mode: 0o600})
  return key
}
