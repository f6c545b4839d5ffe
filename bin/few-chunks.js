// How the command line is split into files. Reading a file costs more than the code in it, so what is loaded together becomes
// one file.
const {existsSync, readdirSync, readFileSync} = require('node:fs')
const {dirname, join} = require('node:path')

/** What a call to the platform imports lazily, always all of it. */
const ofEveryCall = [
  'config/load.ts',
  'config/connection-secrets.ts',
  'cli/ad-token-keeper.ts',
  'api/index.ts',
]

/** What so many lazy files use of a call is bundled with the code that runs a command, so that they load no more of it. */
const OFTEN = 12

/** Small files that most commands use, or the help: they are bundled with what is loaded before. */
const oftenUsed = {
  main: ['cli/help-item.ts'],
  runner: [
    'commands/shared/arguments/count.ts',
    'commands/shared/arguments/limit.ts',
    'commands/shared/wording/examples.ts',
  ],
}

/** Stands for all of them, as one lazy file with the exports of each. */
const CALL = 'call'

/**
 * A plugin of esbuild, which makes a file for each set of entry points that use the same modules. Each lazily
 * imported file is such an entry point, so there would be hundreds of tiny files. What `main` uses is always
 * loaded first, what runs commands before any command, and what calls the platform at once. When every lazy file
 * that uses some of these imports all of it, each of the three becomes one file.
 */
function fewChunks(root) {
  return {name: 'few-chunks', setup: build => gather(build, join(root, 'src'))}
}

function gather(build, src) {
  const main = join(src, 'cli/main.ts')
  const runner = join(src, 'cli/run-command.ts')
  const call = ofEveryCall.map(file => join(src, file))
  let groups
  build.onStart(() => {
    groups = groupsOf(src, {main, runner, call})
  })
  const more = () => ({
    [main]: oftenUsed.main.map(file => join(src, file)),
    [runner]: [...oftenUsed.runner.map(file => join(src, file)), ...groups.often],
  })
  build.onLoad({filter: /[\\/]src[\\/]cli[\\/](main|run-command)\.ts$/, namespace: 'file'}, ({path}) => ({
    contents: `${readFileSync(path, 'utf8')}\n${importsOf(more()[path])}`,
    loader: 'ts',
  }))
  build.onResolve({filter: /^\./}, ({kind, path, resolveDir}) => {
    const file = join(resolveDir, path)
    if (kind !== 'dynamic-import' || !existsSync(file)) return undefined
    return {path: call.includes(file) ? CALL : file, namespace: 'lazy'}
  })
  build.onLoad({filter: /./, namespace: 'lazy'}, ({path}) => {
    const own = path === CALL ? call : [path]
    const usesCall = own.some(file => [...importedBy(file)].some(each => groups.call.has(each)))
    const first = [main, ...(groups.early.has(path) ? [] : [runner]), ...(usesCall ? call : [])]
    return {
      contents: importsOf(first) + own.map(file => `export * from ${JSON.stringify(file)}\n`).join(''),
      loader: 'ts',
      resolveDir: src,
      watchFiles: own,
    }
  })
}

/**
 * `early`: lazy files that main itself may load before the runner. `often`: files of a call that the runner takes.
 * `call`: its other files.
 */
function groupsOf(src, {main, runner, call}) {
  const ofMain = [...importedBy(main)]
  const always = new Set([...ofMain, ...importedBy(runner)])
  const tables = ['commands/index.ts', 'cli/table.ts'].map(file => join(src, file))
  const early = new Set(ofMain.filter(file => !tables.includes(file)).flatMap(lazyImportsOf))
  const ofCall = call.flatMap(file => [...importedBy(file)]).filter(file => !always.has(file))
  const uses = new Map()
  for (const lazy of lazyFilesBelow(src))
    for (const file of importedBy(lazy)) uses.set(file, (uses.get(file) ?? 0) + 1)
  const often = new Set(ofCall.filter(file => uses.get(file) >= OFTEN + call.length))
  return {early, often, call: new Set(ofCall.filter(file => !often.has(file)))}
}

/** The files that one file imports when it is loaded, and the files that these import; including itself. */
function importedBy(file, found = new Set()) {
  if (found.has(file) || !existsSync(file)) return found
  found.add(file)
  const imports = readFileSync(file, 'utf8').matchAll(
    /^(?:import (?!type\b)[^']*|export (?:\*|\{)[^']* from |\} from )'(\.[^']+)'/gm,
  )
  for (const [, path] of imports) importedBy(join(dirname(file), path), found)
  return found
}

function lazyFilesBelow(folder) {
  const names = readdirSync(folder, {recursive: true}).filter(name => name.endsWith('.ts'))
  return new Set(names.flatMap(name => lazyImportsOf(join(folder, name))))
}

function lazyImportsOf(file) {
  const found = readFileSync(file, 'utf8').matchAll(/\bimport\('(\.[^']+)'\)/g)
  return [...found].map(([, path]) => join(dirname(file), path))
}

function importsOf(files) {
  return [...files].map(file => `import ${JSON.stringify(file)}\n`).join('')
}

module.exports = {fewChunks}
