import {existsSync} from 'node:fs'
import {delimiter, join} from 'node:path'
import {env} from 'node:process'

/** Whether programs are in the PATH; says what is not tested without one that is not. */
export function hasPrograms(what: string, ...programs: readonly string[]): boolean {
  const lacking = programs.filter(program => !isInPath(program))
  if (lacking.length > 0) process.stderr.write(`Not tested: ${what}; install ${lacking.join(' and ')}\n`)
  return lacking.length === 0
}

/** Looked up, not started: starting one costs more than many tests. */
const isInPath = (program: string) =>
  (env['PATH'] ?? '').split(delimiter).some(folder => existsSync(join(folder, program)))
