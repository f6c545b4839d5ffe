import {existsSync, readFileSync, statSync} from 'node:fs'
import {dirname, join} from 'node:path'

/** Data only: a file with code runs only when `--config` names it. */
export const projectFileNames = [
  '.msgrrc',
  '.msgrrc.json',
  '.msgrrc.yaml',
  '.msgrrc.yml',
  'msgr.config.json',
  'msgr.config.yaml',
  'msgr.config.yml',
  'package.json',
] as const

/** A folder with project files. */
export interface ProjectPlace {
  /** Absolute. */
  readonly folder: string
  /** The names of its project files; the first one that is not empty counts. */
  readonly names: readonly string[]
}

/**
 * Finds the nearest folder with a project file, from `cwd` up to the root of the repository or the home folder.
 * Checks names only, because most runs find nothing and the reader of settings is slow to load.
 */
export function findProject(cwd: string, home: string): ProjectPlace | undefined {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const names = projectFileNames.filter(name => isCandidate(join(folder, name), name))
    if (names.length > 0) return {folder, names}
    const isLast = folder === home || existsSync(join(folder, '.git')) || dirname(folder) === folder
    if (isLast) return undefined
  }
}

/** Larger files are refused unread: settings are short, and a link can lead to anything. */
export const MOST_BYTES = 1_000_000

/** Accepts only regular files: reading a pipe or a device in a repository would never end. */
function isCandidate(file: string, name: string): boolean {
  const found = statSync(file, {throwIfNoEntry: false})
  if (found?.isFile() !== true) return false
  return name !== 'package.json' || (found.size <= MOST_BYTES && hasKey(readFileSync(file, 'utf8')))
}

/** Ignores a package file that cannot be read as JSON. */
function hasKey(text: string): boolean {
  if (!text.includes('"msgr"')) return false
  try {
    return Object.hasOwn(JSON.parse(text), 'msgr')
  } catch {
    return false
  }
}
