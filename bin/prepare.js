// Installs and builds what is missing or out of date; if nothing is, ends quickly.
const {spawnSync} = require('node:child_process')
const {readdirSync, statSync} = require('node:fs')
const {join} = require('node:path')
const {isCompiled} = require('./compiled.js')

const root = join(__dirname, '..')
const [major, minor] = process.versions.node.split('.').map(Number)
const isOldNode = major < 20 || (major === 20 && minor < 17)

if (isOldNode) fail(`Node.js ${process.versions.node} is too old: msgr needs 20.17 or newer.`)
if (timeOf('node_modules/.package-lock.json') < timeOf('package-lock.json')) {
  run('Installing dependencies', 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
}
if (
  timeOf('dist/main.cjs') <
  newest([
    'src',
    'bin/build.js',
    'bin/common-js.js',
    'bin/compile.js',
    'bin/compiled.js',
    'bin/few-chunks.js',
    'bin/lean-packages.js',
    'bin/notices.js',
    'package.json',
    'package-lock.json',
  ])
) {
  run('Building', process.execPath, [join(root, 'bin/build.js')])
}
if (!isCompiled(join(root, 'dist'))) {
  run('Compiling for this Node.js', process.execPath, [join(root, 'bin/compile.js')])
}

/** When a file was last changed, in ms since 1970; 0 if it does not exist. */
function timeOf(path) {
  return statSync(join(root, path), {throwIfNoEntry: false})?.mtimeMs ?? 0
}

/** The latest change in any of the paths; a folder's own time shows removed files. */
function newest(paths) {
  return Math.max(...paths.map(path => Math.max(timeOf(path), ...below(path).map(timeOf))))
}

function below(path) {
  if (!statSync(join(root, path)).isDirectory()) return []
  return readdirSync(join(root, path), {recursive: true}).map(name => join(path, name))
}

function run(what, program, args) {
  process.stderr.write(`${what} …\n`)
  const {status, error} = spawnSync(program, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32' && program === 'npm',
  })
  if (error) fail(`${program} could not be started: ${error.message}`)
  if (status !== 0) fail(`${what} failed; the lines above say why.`)
}

function fail(message) {
  process.stderr.write(`✖ ${message}\n`)
  process.exit(1)
}
