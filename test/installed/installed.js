// Packs msgr, installs the package in an empty folder, and uses it as its users do: `npm run installed`. Needs no network, and only
// Node.js and npm, on every system; the shells and man, where they are.
import {spawnSync} from 'node:child_process'
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {delimiter, join} from 'node:path'
import {inShells} from './shells.js'
import {steps} from './steps.js'

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'msgr-installed-'))
const isWindows = process.platform === 'win32'
const npmFlags = ['--no-audit', '--no-fund', '--loglevel=error']
const env = {...process.env, MSGR_HOME: join(folder, 'home'), NO_COLOR: '1'}
for (const name of Object.keys(env)) if (/^MSGR_(?!HOME)/.test(name)) delete env[name]

function run(program, args, {cwd = folder, input = ''} = {}) {
  const needsShell = isWindows && program !== process.execPath
  const {status, stdout, stderr, error} = spawnSync(program, args, {
    cwd,
    input,
    env,
    encoding: 'utf8',
    shell: needsShell,
  })
  if (error) throw error
  return {code: status, out: stdout, err: stderr}
}

/** Throws with what a program printed if it did not end as it should. */
function check(name, {code, out, err}, {exit = 0, prints = /(?:)/, warns = /(?:)/}) {
  if (code === exit && prints.test(out) && warns.test(err)) return process.stdout.write(`✔ ${name}\n`)
  throw new Error(`${name} ended with ${code} instead of ${exit}, or printed something else:\n${out}${err}`)
}

/** The package, in a folder with nothing else, and where npm puts its command and manual page. */
function install() {
  check('npm pack', run('npm', ['pack', '--pack-destination', folder, ...npmFlags], {cwd: root}), {})
  const {name, version} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const tarball = join(folder, `${name}-${version}.tgz`)
  const prefix = join(folder, 'prefix')
  const flags = ['--offline', '--omit=optional', '--prefix', prefix, ...npmFlags]
  check('npm install --global', run('npm', ['install', '--global', ...flags, tarball]), {})
  const bin = isWindows ? prefix : join(prefix, 'bin')
  env.PATH = `${bin}${delimiter}${env.PATH}`
  const installed = join(prefix, isWindows ? 'node_modules' : 'lib/node_modules', name)
  return {
    version,
    installed,
    manual: isWindows ? join(installed, 'dist/msgr.1') : join(prefix, 'share/man/man1/msgr.1'),
  }
}

try {
  const {version, installed, manual} = install()
  check('msgr, as npm links it', run('msgr', ['--version']), {prints: new RegExp(`^${version}\\r?\\n$`)})
  check(
    'man msgr',
    {code: existsSync(manual) ? 0 : 1, out: readFileSync(manual, 'utf8'), err: ''},
    {prints: /^\.TH /m},
  )
  for (const {line, file, input, ...expected} of steps) {
    if (file !== undefined) writeFileSync(join(folder, file.name), file.text)
    const words = line.split(' ')
    check(
      `msgr ${line}`,
      run(process.execPath, [join(installed, 'bin/msgr.js'), ...words], {input}),
      expected,
    )
  }
  for (const {program, args, ...expected} of isWindows ? [] : inShells) {
    if (spawnSync(program, ['--version']).error)
      process.stdout.write(`– not tried, because it is not installed: ${program}\n`)
    else check(program, run(program, args), expected)
  }
} finally {
  rmSync(folder, {recursive: true, force: true, maxRetries: 5})
}
