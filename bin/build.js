// Bundles src into dist: `node bin/build.js [--types] [--watch] [--out FOLDER]`. A failed build keeps the former dist.
const {execFileSync} = require('node:child_process')
const {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} = require('node:fs')
const {join, resolve} = require('node:path')
const {parseArgs} = require('node:util')
const esbuild = require('esbuild')
const {toCommonJs} = require('./common-js.js')
const {compile} = require('./compile.js')
const {writeDeclarations} = require('./declarations.js')
const {fewChunks} = require('./few-chunks.js')
const {leanPackages} = require('./lean-packages.js')
const {createNotices} = require('./notices.js')

const {values: flags} = parseArgs({
  options: {types: {type: 'boolean'}, watch: {type: 'boolean'}, out: {type: 'string'}},
})
const root = join(__dirname, '..')
const dist = resolve(flags.out ?? join(root, 'dist'))
const aside = `${dist}.${process.pid}`
const notices = createNotices(root)

/** Files read at run time, from beside the bundle, by these names. */
const data = {
  samples: 'src/webhook/samples',
  'message-samples': 'src/platform/message-samples',
  'starter-bots': 'src/emulator/starter-bots',
  docs: 'src/docs',
  'redirect.cjs': 'src/emulator/interception/redirect.cjs',
  'output-schemas': 'src/commands/shared/output-schemas',
  'jq/jq.cjs': 'node_modules/jq-wasm/dist/index.cjs',
  'jq/jq.wasm': 'node_modules/jq-wasm/dist/build/jq.wasm',
  'raster/resvg.wasm': 'node_modules/@resvg/resvg-wasm/index_bg.wasm',
  'raster/regular.ttf': 'node_modules/@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf',
  'raster/semibold.ttf': 'node_modules/@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf',
  'raster/font-license.txt': 'node_modules/@expo-google-fonts/inter/LICENSE_FONT',
  'chat-page/index.html': 'src/chat-page/index.html',
  'chat-page/icon.svg': 'src/chat-page/icon.svg',
  'chat-page/icon-failing.svg': 'src/chat-page/icon-failing.svg',
}

const shared = {
  absWorkingDir: root,
  outdir: aside,
  bundle: true,
  platform: 'node',
  target: 'node20',
  // Names stay: they are the readable part of a stack trace, and shortening them gained nothing when measured.
  minifySyntax: true,
  minifyWhitespace: true,
  external: ['@ngrok/ngrok', 'typescript'],
  logLevel: 'warning',
}

const commandLine = {
  ...shared,
  entryPoints: {main: 'src/cli/main.ts'},
  splitting: true,
  format: 'esm',
  chunkNames: '[name]-[hash]',
  outExtension: {'.js': '.cjs'},
  plugins: [
    notices.plugin, // before the package is completed, which records what every build used
    {name: 'whole-package', setup: build => build.onEnd(completeAndSwap)},
    ...leanPackages,
    fewChunks(root),
    {name: 'page-watched', setup: watchChatPage},
  ],
}

/**
 * What the emulator serves: one script, one style sheet, and what opens rarely as scripts of its own. Browsers that support
 * `light-dark()` support all the rest.
 */
const chatPage = {
  absWorkingDir: root,
  outdir: join(aside, 'chat-page'),
  entryPoints: [
    {in: 'src/chat-page/main.tsx', out: 'app'},
    {in: 'src/chat-page/style/page.css', out: 'app'},
  ],
  bundle: true,
  splitting: true,
  chunkNames: '[name]-[hash]',
  platform: 'browser',
  format: 'esm',
  target: ['chrome123', 'firefox120', 'safari17.5'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  minify: true,
  logLevel: 'warning',
  plugins: [notices.plugin],
}

/** What programs import. A separate build, so that it does not change how the command line is split into files. */
const library = {
  ...shared,
  entryPoints: {library: 'src/library/index.ts'},
  splitting: true,
  format: 'esm',
  chunkNames: 'library/[name]-[hash]',
  plugins: [...leanPackages, notices.plugin],
}

/**
 * The replacement for messenger-node is one CommonJS file, for `require` and `import`, with the exports of
 * messenger-node.
 */
const dropIn = {
  ...shared,
  entryPoints: {'messenger-node': 'src/library/messenger-node/index.ts'},
  format: 'cjs',
  outExtension: {'.js': '.cjs'},
  define: {'import.meta.url': 'thisFile'},
  banner: {
    // Those of Node.js itself: Jest before 28 lacks some, and in jsdom has others that Node.js does not accept.
    js: [
      'const {TextEncoder,URL,URLSearchParams,AbortController,AbortSignal,performance,setImmediate}=',
      "require('vm').runInThisContext('globalThis'),thisFile=require('url').pathToFileURL(__filename).href;",
    ].join(''),
  },
  // Without the mark of a compiled module, which would make TypeScript look for a default export.
  footer: {js: 'module.exports={...module.exports};'},
  plugins: [
    ...leanPackages,
    {name: 'no-volume', setup: leaveOutVolume},
    {name: 'plain-names', setup: nameBuiltinsPlainly},
    notices.plugin,
  ],
}

/**
 * The code that sends in volume, which no method of messenger-node does. It would be two thirds of the size of
 * the replacement.
 */
function leaveOutVolume(build) {
  build.onLoad({filter: /[\\/]undici-transport\.ts$/}, () => ({contents: 'export {}'}))
}

/** `node:fs` becomes `fs`: Jest before 27 knows the modules of Node only by these names. */
function nameBuiltinsPlainly(build) {
  build.onResolve({filter: /^node:/}, ({path}) => ({path: path.slice(5), external: true}))
}

/** The chat page is a separate build after this one: when it changes, this one starts again. */
function watchChatPage(build) {
  build.onLoad({filter: /[\\/]src[\\/]emulator[\\/]chat[\\/]page\.ts$/}, ({path}) => ({
    contents: readFileSync(path, 'utf8'),
    loader: 'ts',
    watchFiles: filesBelow('src/chat-page', /\.(tsx?|css|html|svg)$/),
  }))
}

function filesBelow(folder, isIncluded = /\.ts$/) {
  const names = readdirSync(join(root, folder), {recursive: true})
  return names.filter(name => isIncluded.test(name)).map(name => join(root, folder, name))
}

/** CommonJS packages call require for Node's own modules; esbuild's replacement for it needs a real one. */
function giveRequire(folder) {
  for (const name of readdirSync(folder, {recursive: true}).filter(each => each.endsWith('.js'))) {
    const file = join(folder, name)
    const code = readFileSync(file, 'utf8')
    if (!code.includes('typeof require')) continue
    writeFileSync(
      file,
      `import{createRequire}from'node:module';const require=createRequire(import.meta.url);${code}`,
    )
  }
}

async function completeAndSwap({errors, metafile}) {
  try {
    if (errors.length > 0) return
    await toCommonJs(root, metafile)
    await Promise.all([library, dropIn, chatPage].map(esbuild.build))
    if (flags.types) writeDeclarations(root, join(aside, 'types'))
    swap()
  } finally {
    rmSync(aside, {recursive: true, force: true})
  }
}

function swap() {
  for (const [name, source] of Object.entries(data)) {
    if (!existsSync(join(root, source))) continue
    cpSync(join(root, source), join(aside, name), {recursive: true, filter: file => !file.endsWith('.ts')})
    notices.add(source)
  }
  writeFileSync(join(aside, 'THIRD-PARTY-NOTICES'), notices.text())
  giveRequire(aside)
  writeFileSync(join(aside, 'package.json'), '{"type":"module"}\n')
  const old = `${aside}.old`
  if (existsSync(dist)) renameSync(dist, old)
  renameSync(aside, dist)
  rmSync(old, {recursive: true, force: true})
  if (flags.types) writeDescriptions()
  compile(dist)
}

/** The bundle describes itself, and the files that it reads. */
function writeDescriptions() {
  writeFileSync(join(dist, 'msgr.1'), printed('man'))
  mkdirSync(join(dist, 'schema'))
  // Only editors read it there; written for people, it would take four times the space.
  for (const {name} of JSON.parse(printed('schema', '--json')).schemas)
    writeFileSync(join(dist, 'schema', `${name}.json`), JSON.stringify(JSON.parse(printed('schema', name))))
}

function printed(...args) {
  const main = JSON.stringify(join(dist, 'main.cjs'))
  const program = `void require(${main}).main(${JSON.stringify(args)})`
  return execFileSync(process.execPath, ['-e', program], {stdio: ['ignore', 'pipe', 'inherit']})
}

async function run() {
  if (flags.watch) {
    const context = await esbuild.context({...commandLine, logLevel: 'info'})
    await context.watch()
  } else await esbuild.build(commandLine)
}

run().catch(({message}) => {
  process.stderr.write(`✖ ${message}\n`)
  process.exitCode = 1
})
