import {fileURLToPath} from 'node:url'

/** A small real-world input, kept byte by byte: its absolute path under `fixtures/cases`. */
export function caseFile(name: string): string {
  return fileURLToPath(new URL(`../fixtures/cases/${name}`, import.meta.url))
}
