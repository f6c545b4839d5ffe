// Takes modules of Node.js without its module loader, which makes a second module of each and reads all its exports.
const {readFileSync, writeFileSync} = require('node:fs')
const {isBuiltin} = require('node:module')
const {join} = require('node:path')

/** An import as esbuild prints it: `import process2,{a,b as c}from"node:fs";` */
const imports = /(?<=^|[;}\n])import(?: ?([\w$]+))?,?(?:\*as ([\w$]+)|\{([^{}"]*)\})?(?: ?from)?"([^"]+)";/g

/**
 * In what a build wrote: `import{readFile}from"node:fs"` becomes a plain constant. Imports come before all other
 * code, and so do these.
 * @throws {Error} if the code has not all the imports that esbuild reports.
 */
function takeBuiltins(root, {outputs}) {
  for (const [name, {imports: reported}] of Object.entries(outputs)) {
    const expected = reported.filter(({path, kind}) => kind === 'import-statement' && isBuiltin(path)).length
    if (expected === 0) continue
    const file = join(root, name)
    const taken = []
    const rest = readFileSync(file, 'utf8').replace(imports, (all, main, space, names, from) => {
      if (!isBuiltin(from)) return all
      taken.push(constantsOf({wholes: [main, space].filter(Boolean), names, from}))
      return ''
    })
    if (taken.length !== expected)
      throw new Error(`${name} imports ${expected} modules of Node.js, and ${taken.length} were found`)
    writeFileSync(file, `${taken.join('')}${rest}`)
  }
}

function constantsOf({wholes, names, from}) {
  const value = `globalThis.process.getBuiltinModule(${JSON.stringify(from)})`
  const parts = (names ?? '').split(',').filter(Boolean)
  const isDefault = part => part.startsWith('default as ')
  const whole = [...wholes, ...parts.filter(isDefault).map(part => part.slice('default as '.length))]
  const named = parts.filter(part => !isDefault(part)).map(part => part.replace(' as ', ':'))
  const targets = [...whole, ...(named.length > 0 ? [`{${named}}`] : [])]
  return targets.map(target => `const ${target}=${value};`).join('')
}

module.exports = {takeBuiltins}
