// Turns what the command line is split into from ES modules, which esbuild can split, into CommonJS, which Node.js starts with sooner.
const {readFileSync, writeFileSync} = require('node:fs')
const {isBuiltin} = require('node:module')
const {join} = require('node:path')
const {transform} = require('esbuild')

/** An import as esbuild prints it: `import process2,{a,b as c}from"node:fs";` */
const imports = /(?<=^|[;}\n])import(?: ?([\w$]+))?,?(?:\*as ([\w$]+)|\{([^{}"]*)\})?(?: ?from)?"([^"]+)";/g

/**
 * Rewrites the files of a build.
 * @throws {Error} if the code of one has not all the imports that esbuild reports.
 */
async function toCommonJs(root, {outputs}) {
  await Promise.all(Object.entries(outputs).map(([name, output]) => rewrite(join(root, name), output)))
}

const shared = {platform: 'node', target: 'node20', minifySyntax: true, minifyWhitespace: true}

/** Modules that Node.js itself loads before any program. Each other one is loaded when it is first used. */
const always = ['buffer', 'events', 'fs', 'path', 'process', 'timers', 'url', 'util'].map(
  name => `node:${name}`,
)

async function rewrite(file, {imports: reported}) {
  const {taken, rest} = takeBuiltins(file, reported)
  const {code} = await transform(required(rest), {
    ...shared,
    format: 'cjs',
    define: {'import.meta.url': 'thisFile'},
  })
  const own = rest.includes('import.meta.url')
    ? 'const thisFile=require("node:url").pathToFileURL(__filename).href;'
    : ''
  const {code: lean} = await transform(late(direct(code)), {...shared, treeShaking: true})
  writeFileSync(file, `"use strict";${own}${taken}${lean}`)
}

/** A lazy file is required, too: an import would load the loader of modules. That stays for files of the user. */
const required = code =>
  code.replaceAll(/\bimport\("((?:\.\/|node:)[^"]+)"\)/g, 'Promise.resolve().then(()=>require("$1"))')

/** Without the copies that esbuild makes of exports, for modules that others wrote; other files have short names. */
function direct(code) {
  return code
    .replace(/^"use strict";/, '')
    .replace('module.exports=__toCommonJS(stdin_exports)', 'module.exports=stdin_exports')
    .replaceAll(/__toESM\((require\("\.\/[^"]+"\))\)/g, '$1')
    .replaceAll(/\bimport_chunk_([A-Z0-9]{8})\b/g, '$$$1')
    .replace(/0&&\(module\.exports=\{[^}]*\}\);\s*$/, '')
}

/** How esbuild takes a module of Node.js: `import_promises=require("node:fs/promises")`. */
const taking = /\b(import_\w+)=(?:__toESM\()?require\("(node:[^"]+)"\)\)?/g

/** Makes of that an object that loads the module when it is first asked for it. */
function late(code) {
  const names = [...code.matchAll(taking)].map(([, name]) => name)
  if (names.length === 0) return code
  const uses = new RegExp(`\\b(${names.join('|')})\\b(?!=)(?:\\.default\\b)?`, 'g')
  return (
    'const late=load=>{let found;return{get module(){return found??=load()}}};' +
    code.replace(taking, '$1=late(()=>require("$2"))').replace(uses, '$1.module')
  )
}

/** `import{readFile}from"node:fs"` becomes a plain constant: esbuild would copy all that a module has for its default export. */
function takeBuiltins(file, reported) {
  const expected = reported.filter(({path, kind}) => kind === 'import-statement' && isBuiltin(path)).length
  let found = 0
  const taken = []
  const rest = readFileSync(file, 'utf8').replace(imports, (all, main, space, names, from) => {
    if (!isBuiltin(from)) return all
    found++
    if (!always.includes(from) && space === undefined) return all
    taken.push(constantsOf({wholes: [main, space].filter(Boolean), names, from}))
    return ''
  })
  if (found !== expected)
    throw new Error(`${file} imports ${expected} modules of Node.js, and ${found} were found`)
  return {taken: taken.join(''), rest}
}

function constantsOf({wholes, names, from}) {
  const value = `require(${JSON.stringify(from)})`
  const parts = (names ?? '').split(',').filter(Boolean)
  const isDefault = part => part.startsWith('default as ')
  const whole = [...wholes, ...parts.filter(isDefault).map(part => part.slice('default as '.length))]
  const named = parts.filter(part => !isDefault(part)).map(part => part.replace(' as ', ':'))
  const targets = [...whole, ...(named.length > 0 ? [`{${named}}`] : [])]
  return targets.length === 0 ? `${value};` : targets.map(target => `const ${target}=${value};`).join('')
}

module.exports = {toCommonJs}
