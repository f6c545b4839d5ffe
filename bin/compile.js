// Keeps what V8 makes of the bundle, for the Node.js that runs this: `node bin/compile.js [FOLDER]`, which is dist. Only
// functions that ran are kept, so it runs some commands. Any other Node.js compiles the bundle at every start.
const {execFileSync} = require('node:child_process')
const {mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync} = require('node:fs')
const {tmpdir} = require('node:os')
const {join, resolve} = require('node:path')
const {compiledIn, loadCompiled} = require('./compiled.js')

/** What commands have in common: help, and a call. */
const commands = [['--help'], ['label', 'list', '--help'], ['label', 'list']]

/** Runs the commands in a process of their own, on the emulator and with no settings of the person. */
function compile(dist) {
  const home = mkdtempSync(join(tmpdir(), 'msgr-compile-'))
  const inherited = Object.entries(process.env).filter(([name]) => !/^(MSGR|NODE)_/.test(name))
  try {
    execFileSync(process.execPath, [__filename, '--inside', dist], {
      cwd: home,
      env: {...Object.fromEntries(inherited), HOME: home, MSGR_HOME: home, MSGR_EMULATOR: '1'},
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  } finally {
    rmSync(home, {recursive: true, force: true})
  }
}

async function compileInside(dist) {
  const folder = compiledIn(dist)
  rmSync(folder, {recursive: true, force: true})
  const {exports, scripts} = loadCompiled(dist, 'main.cjs')
  for (const argv of commands) {
    const code = await exports.main(argv)
    if (code !== 0) throw new Error(`msgr ${argv.join(' ')} ended with ${code}`)
  }
  const aside = `${folder}.${process.pid}`
  mkdirSync(aside, {recursive: true})
  for (const [name, script] of scripts) writeFileSync(join(aside, name), script.createCachedData())
  renameSync(aside, folder)
}

if (require.main === module) {
  const [first, second] = process.argv.slice(2)
  if (first === '--inside') void compileInside(second)
  else compile(resolve(first ?? join(__dirname, '../dist')))
}

module.exports = {compile}
