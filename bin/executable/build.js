// Makes msgr one file, with the Node.js that runs this in it: `npm run executable -- [--out FILE]`. Needs dist.
const {execFileSync} = require('node:child_process')
const {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} = require('node:fs')
const {tmpdir} = require('node:os')
const {dirname, join, resolve} = require('node:path')
const {parseArgs} = require('node:util')
const esbuild = require('esbuild')

const root = join(__dirname, '../..')
const dist = join(root, 'dist')

const {values: flags} = parseArgs({options: {out: {type: 'string'}}})
const isWindows = process.platform === 'win32'
const out = resolve(flags.out ?? join(root, 'dist-executable', isWindows ? 'msgr.exe' : 'msgr'))

/** What the package has for others than the command, and what is in the bundle. */
const notRead = /^(types|library|schema|compiled)\/|^(?!redirect)[^/]*\.(c?js|1)$|^package\.json$/

/** The files that the bundle reads while it runs, by the names that it reads them by. */
function assets() {
  const names = readdirSync(dist, {recursive: true}).map(name => name.replaceAll('\\', '/'))
  const read = names.filter(name => !notRead.test(name) && statSync(join(dist, name)).isFile())
  return Object.fromEntries(read.map(name => [name, join(dist, name)]))
}

/** The package's own bundle as one script: a single executable imports no files. */
async function bundle(outfile) {
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['bin/msgr.js'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    minifyWhitespace: true,
    external: ['@ngrok/ngrok', 'typescript'],
    inject: [join(__dirname, 'bundle-file.mjs')],
    define: {__filename: 'bundleFile'},
    plugins: [{name: 'inside', setup: readInside}],
    logLevel: 'warning',
  })
}

/** Whoever reads files in the bundle reads those inside. */
function readInside(build) {
  const inside = join(__dirname, 'inside.mjs')
  build.onResolve({filter: /^node:fs\/promises$/}, ({importer}) =>
    importer === inside ? undefined : {path: inside},
  )
  // What it consists of is compiled together with it.
  build.onLoad({filter: /[\\/]bin[\\/]compiled\.js$/}, () => ({contents: 'exports.isCompiled = () => false'}))
}

async function run() {
  if (Number.parseInt(process.versions.node, 10) < 26)
    throw new Error(`Node.js 26 or newer makes executables, and this is ${process.version}`)
  const folder = mkdtempSync(join(tmpdir(), 'msgr-executable-'))
  try {
    const script = join(folder, 'msgr.cjs')
    await bundle(script)
    mkdirSync(dirname(out), {recursive: true})
    const config = {
      main: script,
      output: out,
      disableExperimentalSEAWarning: true,
      useCodeCache: true,
      assets: assets(),
    }
    const file = join(folder, 'config.json')
    writeFileSync(file, JSON.stringify(config))
    execFileSync(process.execPath, ['--build-sea', file], {stdio: ['ignore', 'ignore', 'inherit']})
    copyFileSync(join(dist, 'THIRD-PARTY-NOTICES'), join(dirname(out), 'THIRD-PARTY-NOTICES'))
    process.stdout.write(`${out}: ${(statSync(out).size / 1e6).toFixed(1)} MB\n`)
  } finally {
    rmSync(folder, {recursive: true, force: true})
  }
}

run().catch(({message}) => {
  process.stderr.write(`✖ ${message}\n`)
  process.exitCode = 1
})
