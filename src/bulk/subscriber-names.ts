import {createHmac, randomBytes} from 'node:crypto'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {makeFolder} from '../system/folder.ts'
import {writeWhole} from '../system/whole-file.ts'

const KEY_FILE = '.subscriber-key'
const KEY_BYTES = 32
const NAME_DIGITS = 16

/** The form of a name of a subscriber who has no PSID. */
export const subscriberName = /^sub_[0-9a-f]{16}$/

/**
 * Returns the function that names a subscriber by their token: `sub_1f0c9a3b52d7e846`. The name is the same in every run of this state
 * folder, and does not show the token: it is made with a key that stays in the folder.
 */
export async function openSubscriberNames(runsFolder: string): Promise<(token: string) => string> {
  const key = await keyIn(runsFolder)
  return token => `sub_${createHmac('sha256', key).update(token).digest('hex').slice(0, NAME_DIGITS)}`
}

async function keyIn(runsFolder: string): Promise<Buffer> {
  const file = join(runsFolder, KEY_FILE)
  const known = await readFile(file).catch(() => undefined)
  if (known?.length === KEY_BYTES) return known
  const key = randomBytes(KEY_BYTES)
  await makeFolder(runsFolder, {mode: 0o700})
  await writeWhole(file, key, {mode: 0o600})
  return key
}
