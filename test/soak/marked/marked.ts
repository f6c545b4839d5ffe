import {spawnSync} from 'node:child_process'
import {mkdir, mkdtemp, realpath, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {type Break, breaks, copyMarked} from './project.ts'
import {leakLine, search} from './search.ts'

/** A dozen files of tests that between them write everything there is: outputs, state, journals, recordings, programs. */
export const shortFiles = [
  'commands/secrets-in-texts',
  'commands/login/login.test',
  'config/values',
  'config/hostile-project',
  'commands/listen/forwarding',
  'commands/emulator/exec',
  'commands/broadcast/endings',
  'commands/profile/history',
  'commands/shared/files/variables',
  'cli/failures',
]

/** What proves that the search sees: with masking broken, secrets leak here. */
const leakingFiles = [
  'commands/secrets-in-texts',
  'commands/webhook/set-refused',
  'commands/shared/wording/fault-report',
]

export interface MarkedOptions {
  /** The project; absolute. */
  readonly root: string
  /** Parts of names of test files; none for all. */
  readonly files: readonly string[]
  readonly say: (line: string) => void
}

/**
 * Runs tests with secrets that carry a marker, searches every byte they wrote, and then does so with masking broken in each
 * way, which has to be noticed. Returns what does not hold.
 */
export async function runMarked({root, files, say}: MarkedOptions): Promise<readonly string[]> {
  const faults: string[] = []
  say('Left out: four files with signatures that were made elsewhere; marked/vitest.config.ts names them')
  const sound = await runOnce(root, files)
  const total = [...sound.bytes.values()].reduce((sum, bytes) => sum + bytes, 0)
  for (const [kind, bytes] of sound.bytes) say(`${bytes.toLocaleString('en').padStart(15)} bytes of ${kind}`)
  for (const [reason, times] of sound.allowances) say(`${String(times).padStart(9)} × ${reason}`)
  for (const leak of new Set(sound.leaks.map(leakLine))) say(`✖ ${leak}`)
  say(`${total.toLocaleString('en')} bytes searched, ${sound.leaks.length} hits`)
  if (sound.leaks.length > 0) faults.push(`${sound.leaks.length} secrets where none belongs`)
  if (sound.status !== 0) faults.push('tests with marked secrets fail, so that not all of it was run')

  for (const broken of Object.keys(breaks) as Break[]) {
    const {leaks} = await runOnce(root, leakingFiles, broken)
    say(`${leaks.length > 0 ? '✔' : '✖'} broken on purpose (${broken}): ${leaks.length} hits`)
    if (leaks.length === 0) faults.push(`the search does not notice that ${broken}`)
  }
  return faults
}

async function runOnce(root: string, files: readonly string[], broken?: Break) {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'msgr-secrets-')))
  try {
    for (const name of ['records', 'kept', 'tmp']) await mkdir(join(folder, name))
    const project = join(folder, 'project')
    await copyMarked(root, project, broken)
    const vitest = join(root, 'node_modules/vitest/vitest.mjs')
    const args = [vitest, 'run', '--config', join(project, 'test/soak/marked/vitest.config.ts'), ...files]
    const env = {
      ...process.env,
      TMPDIR: join(folder, 'tmp'),
      MSGR_MARKED_FOLDER: folder,
    }
    // With masking broken, tests fail, which is not news.
    const {status} = spawnSync(process.execPath, args, {
      cwd: project,
      env,
      stdio: broken !== undefined ? 'ignore' : 'inherit',
    })
    return {...(await search(folder)), status}
  } finally {
    if (!process.env['MSGR_MARKED_KEEP']) await rm(folder, {recursive: true, force: true})
  }
}
