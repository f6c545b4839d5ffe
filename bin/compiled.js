// Loads the bundle with what V8 made of it when it was built, so that it need not be compiled again: a third of a call's time.
const {existsSync, readFileSync} = require('node:fs')
const {join} = require('node:path')
const {constants, Script} = require('node:vm')

/** As Node.js does it. Its own is in `node:module`, which would load the loader of ES modules. */
const HEAD = '(function (exports, require, module, __filename, __dirname) { '

/** What was compiled by this version of Node.js, beside the bundle. V8 itself refuses what it would not make like this. */
const compiledIn = dist => join(dist, 'compiled', `${process.version}-${process.platform}-${process.arch}`)

const isCompiled = dist => existsSync(compiledIn(dist))

/**
 * Loads a file of the bundle.
 * @returns its exports, and the scripts by the names of their files: more are added whenever the bundle loads one.
 */
function loadCompiled(dist, main) {
  const folder = compiledIn(dist)
  const modules = new Map()
  const scripts = new Map()
  const ownRequire = Object.assign(id => (id.startsWith('./') ? load(id.slice(2)) : require(id)), require)
  return {exports: load(main), scripts}

  function load(name) {
    const known = modules.get(name)
    if (known !== undefined) return known.exports
    const module = {exports: {}}
    modules.set(name, module)
    const filename = join(dist, name)
    const script = new Script(`${HEAD}${readFileSync(filename, 'utf8')}\n})`, {
      filename,
      columnOffset: -HEAD.length,
      cachedData: readIfThere(join(folder, name)),
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    })
    scripts.set(name, script)
    script.runInThisContext().call(module.exports, module.exports, ownRequire, module, filename, dist)
    return module.exports
  }
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file) : undefined
}

module.exports = {compiledIn, isCompiled, loadCompiled}
