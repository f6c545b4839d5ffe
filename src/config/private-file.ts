import {writeWhole} from '../system/whole-file.ts'

/** Writes a file that only its owner can read, completely or not at all. */
export function writePrivate(file: string, text: string): Promise<void> {
  return writeWhole(file, text, {mode: 0o600, folderMode: 0o700})
}
