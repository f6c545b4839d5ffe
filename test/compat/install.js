import {spawnSync} from 'node:child_process'
import {createHash} from 'node:crypto'
import {copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'

const cache = join(import.meta.dirname, '../../node_modules/.cache/compat')
const lock = join(import.meta.dirname, 'clients-lock.json')

/**
 * Installs the packages that the clients name, in exactly these versions and those of clients-lock.json, and
 * returns the folder. It is kept until either changes. Ends the process if the packages are not available.
 */
export function install(clients, {updatesLock}) {
  const manifest = JSON.stringify({
    name: 'compat-clients',
    private: true,
    dependencies: Object.fromEntries(clients.flatMap(({packages}) => Object.entries(packages)).sort()),
  })
  const hash = createHash('sha256').update(manifest)
  if (!updatesLock) hash.update(readFileSync(lock))
  const key = hash.digest('hex')
  const stamp = join(cache, 'installed')
  if (!updatesLock && existsSync(stamp) && readFileSync(stamp, 'utf8') === key) return cache

  process.stderr.write(`Installing ${clients.length} clients …\n`)
  mkdirSync(cache, {recursive: true})
  writeFileSync(join(cache, 'package.json'), manifest)
  if (!updatesLock) copyFileSync(lock, join(cache, 'package-lock.json'))
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const {status, error} = spawnSync(
    'npm',
    [updatesLock ? 'install' : 'ci', ...quiet, '--omit-lockfile-registry-resolved'],
    {
      cwd: cache,
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32',
    },
  )
  if (error !== undefined || status !== 0) {
    process.stderr.write(
      `✖ The clients could not be installed, so nothing was tested; is the npm registry reachable?\n`,
    )
    process.exit(8)
  }
  if (updatesLock) copyFileSync(join(cache, 'package-lock.json'), lock)
  else writeFileSync(stamp, key)
  return cache
}
