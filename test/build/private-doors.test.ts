import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {join} from 'node:path'
import {build, type Plugin} from 'esbuild'
import {expect, test} from 'vitest'

const root = join(import.meta.dirname, '../..')
const {devDependencies} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly devDependencies: Readonly<Record<string, string>>
}

/** Files inside packages without exports that their documentation has people import. */
const documented = ['ajv/dist/2020.js', 'ajv/dist/standalone/index.js']

/** Files inside packages that msgr imports though the package does not offer them, each with why. */
const doors = [
  {
    file: 'undici/lib/dispatcher/pool.js',
    needed: 'loading the whole of undici takes three times as long',
    isThere: (Pool: unknown) =>
      typeof (Pool as typeof import('undici').Pool).prototype.dispatch === 'function',
  },
  {
    file: 'cosmiconfig/dist/Explorer.js',
    needed: 'the index of cosmiconfig runs a `.config/config.js` of the working folder',
    isThere: (module: unknown) => {
      const {Explorer} = module as {readonly Explorer?: {readonly prototype: object}}
      return Explorer !== undefined && 'search' in Explorer.prototype && 'load' in Explorer.prototype
    },
  },
]

test.each(doors)('$file is there, in the one version that package.json names', ({file, needed, isThere}) => {
  const [name = ''] = file.split('/')
  expect(devDependencies[name], `${name} must be named by one exact version: ${file} is private`).toMatch(
    /^[0-9]+\.[0-9]+\.[0-9]+$/,
  )
  const gone = `${name} no longer has ${file}, which msgr uses because ${needed}: find where it is now, or do without`
  let door: unknown
  try {
    door = createRequire(import.meta.url)(file)
  } catch {
    expect.unreachable(gone)
  }
  expect(isThere(door), gone).toBe(true)
})

test('no other file inside a package is imported that the package does not offer', () => {
  const imported = /(?:from |import\(|import |require\()'((?:@[^/']+\/)?[a-z][^./']*)(\/[^']+)'/g
  const found = ['src', 'bin', 'test']
    .flatMap(folder =>
      readdirSync(join(root, folder), {recursive: true, encoding: 'utf8'}).map(name =>
        join(root, folder, name),
      ),
    )
    .filter(file => /\.([cm]?[jt]s|tsx)$/.test(file))
    .flatMap(file => [...readFileSync(file, 'utf8').matchAll(imported)])
    .map(([, name = '', path = '']) => ({name, path}))
    .filter(({name}) => existsSync(join(root, 'node_modules', name)) && !hasExports(name))

  expect([...new Set(found.map(({name, path}) => `${name}${path}`))].toSorted()).toEqual(
    [...documented, ...doors.map(({file}) => file)].toSorted(),
  )
})

test('what the build leaves out of packages, or makes later, is still in them', async () => {
  const {leanPackages, unused}: Lean = createRequire(import.meta.url)('../../bin/lean-packages.js')
  const {metafile, outputFiles} = await build({
    stdin: {
      contents: "export * from 'got'; export * from 'commander'; import pg from 'pg'; export {pg}",
      resolveDir: root,
    },
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
    plugins: leanPackages,
  })
  const bundled = Object.keys(metafile.inputs)
  for (const name of Object.keys(unused)) {
    const gone = `got, commander and pg no longer import ${name}, which bin/lean-packages.js leaves out: see what they import instead`
    expect(bundled, gone).toContain(`unused:${name}`)
  }
  const formatters = outputFiles[0]?.text.match(/.*new Intl\.ListFormat\(.*/g) ?? []
  const moved =
    '@sindresorhus/is no longer creates its list formatters as bin/lean-packages.js expects: see what it loads at start-up instead'
  expect(formatters.length, moved).toBe(2)
  for (const line of formatters) expect(line, moved).toContain('format: (list) => new Intl.ListFormat(')
})

interface Lean {
  readonly leanPackages: Plugin[]
  /** What stands for each module that is left out. */
  readonly unused: Readonly<Record<string, string>>
}

/** Whether the package says which of its files may be imported; Node.js then refuses all others. */
function hasExports(name: string): boolean {
  const description: object = JSON.parse(
    readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'),
  )
  return 'exports' in description
}
