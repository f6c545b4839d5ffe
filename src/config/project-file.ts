import {existsSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {readBoundedSync} from '../system/bounded-file.ts'

/** Data only: a file that is code runs only when `--config` names it. */
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

/**
 * The nearest folder that holds a project file, from `cwd` upward to the root of the repository or the home folder.
 * Looks at names alone, because most runs find nothing and reading settings is slow to load.
 */
export function findProjectFolder(cwd: string, home: string): string | undefined {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (projectFileNames.some(name => isCandidate(join(folder, name), name))) return folder
    const isLast = folder === home || existsSync(join(folder, '.git')) || dirname(folder) === folder
    if (isLast) return undefined
  }
}

function isCandidate(file: string, name: string): boolean {
  return existsSync(file) && (name !== 'package.json' || hasKey(file))
}

/** A package file that cannot be read as JSON is none of msgr's business. */
function hasKey(file: string): boolean {
  try {
    const text = readBoundedSync(file).toString()
    if (!text.includes('"msgr"')) return false
    return Object.hasOwn(JSON.parse(text), 'msgr')
  } catch {
    return false
  }
}
