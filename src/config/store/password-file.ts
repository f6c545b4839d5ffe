import {readFile, stat} from 'node:fs/promises'
import {platform} from 'node:os'
import {ConfigError} from '../../errors.ts'
import type {StoreAddress} from './address.ts'

/**
 * The password of a store in a password file of PostgreSQL; undefined when the file has none for it, or does not exist. Source:
 * https://www.postgresql.org/docs/current/libpq-pgpass.html
 * @throws {ConfigError} if others can read the file.
 */
export async function passwordInFile(file: string, address: StoreAddress): Promise<string | undefined> {
  const found = await stat(file).catch(() => undefined)
  if (found === undefined || !found.isFile()) return undefined
  if ((found.mode & 0o077) !== 0 && platform() !== 'win32')
    throw new ConfigError(`${file} holds passwords, and others can read it`, {hint: `chmod 600 ${file}`})
  const host = address.host.startsWith('/') ? 'localhost' : address.host
  const wanted = [host, String(address.port), address.database, address.user]
  for (const line of (await readFile(file, 'utf8')).split(/\r?\n/)) {
    if (line.startsWith('#')) continue
    const fields = fieldsOf(line)
    const password = fields[wanted.length]
    if (password === undefined) continue
    if (wanted.every((value, index) => fields[index] === '*' || fields[index] === value)) return password
  }
  return undefined
}

/** Between colons; a backslash takes the next character as it is. */
const fieldsOf = (line: string): readonly string[] =>
  [...line.matchAll(/((?:\\.|[^:\\])*)(?::|$)/g)].map(([, field = '']) => field.replace(/\\(.)/g, '$1'))
