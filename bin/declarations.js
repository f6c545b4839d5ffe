// Writes the type declarations that a TypeScript project needs for the library.
const {spawnSync} = require('node:child_process')
const {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} = require('node:fs')
const {tmpdir} = require('node:os')
const {dirname, join, relative} = require('node:path')

/** Each entry of the package with its kind of module: a CommonJS program can read only declarations of CommonJS. */
const faces = [
  {entry: 'library/index.d.ts', folder: 'esm', type: 'module'},
  {entry: 'library/messenger-node/index.d.ts', folder: 'cjs', type: 'commonjs'},
]

/**
 * Writes `<folder>/esm` and `<folder>/cjs`, each with only the declarations that its entry needs. Throws if src
 * has type errors.
 */
function writeDeclarations(root, folder) {
  const scratch = mkdtempSync(join(tmpdir(), 'msgr-types-'))
  try {
    emit(root, scratch)
    for (const {entry, folder: name, type} of faces) {
      copyReachable(scratch, entry, join(folder, name))
      writeFileSync(join(folder, name, 'package.json'), `{"type":"${type}"}\n`)
    }
  } finally {
    rmSync(scratch, {recursive: true, force: true})
  }
}

function emit(root, outDir) {
  const config = join(outDir, 'tsconfig.json')
  const compilerOptions = {
    declaration: true,
    emitDeclarationOnly: true,
    noEmit: false,
    rootDir: join(root, 'src'),
    outDir,
    typeRoots: [join(root, 'node_modules/@types')],
  }
  const files = faces.map(({entry}) => join(root, 'src', entry.replace('.d.ts', '.ts')))
  writeFileSync(
    config,
    JSON.stringify({
      extends: join(root, 'tsconfig.json'),
      compilerOptions,
      files,
      include: [join(root, 'src/**/*.d.ts')],
    }),
  )
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const {status} = spawnSync(process.execPath, [tsc, '--project', config], {stdio: ['ignore', 2, 2]})
  if (status !== 0) throw new Error('The declarations could not be written')
}

const importOfFile = /(\bfrom |\bimport\()(['"])(\.[^'"]+)\.ts\2/g

function copyReachable(from, entry, to) {
  const seen = new Set()
  const visit = name => {
    if (seen.has(name)) return
    seen.add(name)
    const text = readFileSync(join(from, name), 'utf8')
    const target = join(to, name)
    mkdirSync(dirname(target), {recursive: true})
    writeFileSync(target, text.replace(importOfFile, '$1$2$3.js$2'))
    for (const [, , , path] of text.matchAll(importOfFile)) {
      visit(relative(from, join(from, dirname(name), `${path}.d.ts`)))
    }
  }
  if (!existsSync(join(from, entry))) throw new Error(`There are no declarations of ${entry}`)
  visit(entry)
}

module.exports = {writeDeclarations}
