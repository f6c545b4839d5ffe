import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {delimiter, join} from 'node:path'
import {env, geteuid} from 'node:process'

/** Where distributions put programs that are not in the PATH. */
const ROOT_OF_VERSIONS = '/usr/lib/postgresql'

function foldersOfPrograms(): readonly string[] {
  const versions = existsSync(ROOT_OF_VERSIONS) ? readdirSync(ROOT_OF_VERSIONS) : []
  const newest = versions.toSorted((one, other) => Number(other) - Number(one))
  return [
    ...newest.map(version => join(ROOT_OF_VERSIONS, version, 'bin')),
    ...(env['PATH'] ?? '').split(delimiter),
    '/usr/sbin',
  ]
}

/** The path of a program of PostgreSQL; undefined where it is not installed. */
export function postgresProgram(name: string): string | undefined {
  return foldersOfPrograms()
    .map(folder => join(folder, name))
    .find(file => existsSync(file))
}

/** Whether tests can start PostgreSQL; says what is not tested without it. */
export function hasPostgres(what: string, ...programs: readonly string[]): boolean {
  const lacking = ['initdb', 'postgres', ...programs].filter(name => postgresProgram(name) === undefined)
  if (lacking.length > 0)
    process.stderr.write(`Not tested: ${what}; install PostgreSQL (${lacking.join(', ')} missing)\n`)
  return lacking.length === 0
}

/** The user that runs the server, which refuses to run as root; undefined: whoever runs the tests. */
export function postgresUser(): {readonly uid: number; readonly gid: number} | undefined {
  if (geteuid?.() !== 0) return undefined
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map(line => line.split(':'))
  const found = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody')
  return found === undefined ? undefined : {uid: Number(found[2]), gid: Number(found[3])}
}
