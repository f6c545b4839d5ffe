import {appendFile} from 'node:fs/promises'
import {isAbsolute, relative, resolve} from 'node:path'
import type {Environment} from '../config/index.ts'
import {exitCodes, InvalidInputError, MsgrError} from '../errors.ts'
import type {Masker} from '../masking.ts'
import type {CiReport, Notice} from '../terminal/ci-report.ts'
import type {Outside} from './outside.ts'
import type {Failure} from './report.ts'

/** Whether this is a job of GitHub Actions. */
export const isGitHub = (env: Environment): boolean => env['GITHUB_ACTIONS'] === 'true'

/**
 * A line that GitHub shows as an annotation. Its runner reads such lines from stderr as well as from stdout.
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function annotation(
  {level, title = 'msgr', message, file, line}: Notice,
  {env, cwd}: Pick<Outside, 'env' | 'cwd'>,
): string {
  const path = file === undefined ? undefined : inRepository(file, env['GITHUB_WORKSPACE'] ?? cwd, cwd)
  const properties = Object.entries({file: path, line: path === undefined ? undefined : line, title})
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${escapedProperty(String(value))}`)
  return `::${level} ${properties.join(',')}::${escaped(message)}`
}

/** Annotations name files from the root of the repository; what is outside of it is named as it is. */
function inRepository(file: string, root: string, cwd: string): string {
  const path = relative(root, resolve(cwd, file))
  return path.startsWith('..') || isAbsolute(path) ? file : path.replaceAll('\\', '/')
}

const escaped = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const escapedProperty = (text: string) => escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C')

/** What a failure is shown as: each fault of a file at its place, anything else as one. Who was interrupted knows it. */
export function failureNotices({message, exitCode}: Failure, error: unknown): readonly Notice[] {
  if (exitCode === exitCodes.interrupted || exitCode === exitCodes.terminated) return []
  if (error instanceof InvalidInputError)
    return error.faults.map(({path, message, file, line}) => ({
      level: 'error',
      message: path === '' ? message : `${path}: ${message}`,
      file,
      line,
    }))
  const title = exitCode === exitCodes.differs ? 'Drift' : undefined
  return [{level: 'error', title, message, ...(error instanceof MsgrError ? error.place : {})}]
}

export interface Tongue {
  readonly outside: Outside
  readonly masker: Masker
  /** Writes a line to stderr. */
  readonly line: (text: string) => void
}

/** Tells a job of GitHub Actions of a result; does nothing elsewhere. A summary that cannot be written fails no command. */
export async function tellGitHub(
  {notices, summary}: CiReport,
  {outside, masker, line}: Tongue,
): Promise<void> {
  const {env} = outside
  if (!isGitHub(env)) return
  for (const notice of notices) line(annotation(notice, outside))
  const file = env['GITHUB_STEP_SUMMARY']
  if (summary === undefined || !file) return
  try {
    await appendFile(file, masker.mask(summary))
  } catch (error) {
    line(annotation({level: 'warning', message: `No summary: ${(error as Error).message}`}, outside))
  }
}
