import {appendFile} from 'node:fs/promises'
import {isAbsolute, relative, resolve} from 'node:path'
import {gitHubJob} from '../config/github.ts'
import {exitCodes, InvalidInputError, MsgrError} from '../errors.ts'
import type {Masker} from '../masking.ts'
import {type CiReport, faultNotices, type Notice} from '../terminal/ci-report.ts'
import {harmless} from '../terminal/harmless.ts'
import type {Outside} from './outside.ts'
import type {Failure} from './report.ts'

/** Shows a notice beside the log of a CI job. */
export type Annotate = (notice: Notice) => void

/**
 * Makes of a notice the line that GitHub shows as an annotation; undefined outside of GitHub Actions. The runner reads such
 * lines from stderr as well as from stdout, which holds results.
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function annotator({env, cwd}: Outside): ((notice: Notice) => string) | undefined {
  const job = gitHubJob(env)
  if (job === undefined) return undefined
  const {root = cwd} = job
  return ({level, title = 'msgr', message, file, line}) => {
    const place = file === undefined ? {} : {file: inRepository(resolve(cwd, file), root) ?? file, line}
    const properties = Object.entries({...place, title}).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name}=${escapedProperty(String(value))}`],
    )
    return `::${level} ${properties.join(',')}::${escaped(message)}`
  }
}

/** As annotations name files: from the root of the repository. Undefined for what is outside of it. */
function inRepository(file: string, root: string): string | undefined {
  const path = relative(root, file)
  return path.startsWith('..') || isAbsolute(path) ? undefined : path.replaceAll('\\', '/')
}

const escaped = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const escapedProperty = (text: string) => escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C')

/** What a failure is shown as: each fault of a file at its place, anything else as one. Who interrupted it knows of it. */
export function failureNotices({message, exitCode}: Failure, error: unknown): readonly Notice[] {
  if (exitCode === exitCodes.interrupted || exitCode === exitCodes.terminated) return []
  if (error instanceof InvalidInputError) return faultNotices(error.faults)
  const title = exitCode === exitCodes.differs ? 'Drift' : undefined
  return [{level: 'error', title, message, ...(error instanceof MsgrError ? error.place : {})}]
}

export interface Ways {
  readonly outside: Outside
  readonly masker: Masker
  readonly annotate: Annotate | undefined
}

/** Reports a result to a job of GitHub Actions; does nothing elsewhere. A summary that cannot be written fails no command. */
export async function reportToGitHub(
  {notices, summary}: CiReport,
  {outside, masker, annotate}: Ways,
): Promise<void> {
  if (annotate === undefined) return
  for (const notice of notices) annotate(notice)
  const summaryFile = gitHubJob(outside.env)?.summaryFile
  if (summary === undefined || summaryFile === undefined) return
  try {
    await appendFile(resolve(outside.cwd, summaryFile), harmless(masker.mask(summary)))
  } catch (error) {
    annotate({level: 'warning', message: `No summary: ${(error as Error).message}`})
  }
}
