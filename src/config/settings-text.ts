import {ConfigError, reasonOf, UsageError} from '../errors.ts'
import {readBoundedSync} from '../system/bounded-file.ts'
import {decodeText} from '../text/decode.ts'

/**
 * Reads a file of settings or secrets, which is UTF-8.
 * @throws {ConfigError} if it is not text, with the line and without its content; the system's error if it cannot
 *   be read.
 */
export function readSettingsText(file: string): string {
  const bytes = readBoundedSync(file)
  try {
    return decodeText(bytes, {file, isSettings: true})
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    const {message, hint, place} = error
    throw new ConfigError(message, {...reasonOf(error), hint, place, cause: error})
  }
}
