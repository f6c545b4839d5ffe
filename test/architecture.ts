import {dirname, join, relative} from 'node:path'

/** A file of src, by its path inside `src`: `cli/main.ts`. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

/** Which layers a layer may import from, besides itself. */
const layers: Readonly<Record<string, readonly string[]>> = {
  'text/one-line': [],
  'system/remember': [],
  errors: ['text/one-line'],
  masking: [],
  docs: [],
  platform: ['errors', 'system/remember'],
  text: ['errors', 'text/one-line'],
  workbook: ['text', 'errors'],
  system: ['system/remember'],
  config: ['text', 'platform', 'errors', 'system'],
  api: ['platform', 'errors', 'masking', 'system', 'system/remember'],
  webhook: ['platform', 'errors', 'system', 'text'],
  'webhook/outgoing': ['webhook', 'platform', 'errors', 'system'],
  emulator: ['platform', 'errors', 'masking', 'system', 'system/remember'],
  inbox: ['webhook', 'webhook/outgoing', 'platform', 'errors', 'store', 'system'],
  bulk: ['text', 'workbook', 'platform', 'errors', 'store', 'system'],
  desired: ['api', 'platform', 'errors', 'store', 'system'],
  chats: ['text', 'emulator', 'platform', 'errors', 'system'],
  library: ['api', 'config', 'inbox', 'store', 'webhook', 'webhook/outgoing', 'platform', 'errors'],
  'chat-page': ['emulator', 'platform'],
  store: ['config', 'errors', 'system'],
  context: ['api', 'config', 'errors', 'platform', 'store', 'system', 'workbook'],
  terminal: ['errors', 'context', 'system', 'text', 'text/one-line'],
  drawing: ['errors', 'platform', 'terminal', 'text'],
  'cli/hints': ['context', 'errors', 'platform', 'system'],
  'commands/shared': [
    'api',
    'bulk',
    'cli/hints',
    'config',
    'context',
    'desired',
    'drawing',
    'emulator',
    'errors',
    'masking',
    'platform',
    'store',
    'system',
    'terminal',
    'text',
    'webhook',
    'webhook/outgoing',
  ],
  audience: [
    'cli/hints',
    'commands/shared',
    'api',
    'bulk',
    'context',
    'errors',
    'platform',
    'system',
    'terminal',
  ],
  callback: [
    'api',
    'config',
    'context',
    'desired',
    'emulator',
    'errors',
    'platform',
    'system',
    'terminal',
    'webhook',
    'webhook/outgoing',
  ],
  commands: [
    'api',
    'audience',
    'bulk',
    'callback',
    'chats',
    'cli/hints',
    'commands/shared',
    'config',
    'context',
    'desired',
    'drawing',
    'emulator',
    'errors',
    'inbox',
    'masking',
    'platform',
    'store',
    'system',
    'terminal',
    'text',
    'text/one-line',
    'webhook',
    'webhook/outgoing',
  ],
  cli: [
    'api',
    'bulk',
    'cli/hints',
    'commands',
    'commands/shared',
    'config',
    'context',
    'docs',
    'emulator',
    'errors',
    'masking',
    'platform',
    'store',
    'system',
    'terminal',
    'text',
    'text/one-line',
    'webhook',
    'workbook',
  ],
}

/**
 * Runs are kept by a store, so that the engine and the commands of broadcasts work over any: they neither open files of a run nor
 * know which store it is. The imports, and files that are not runs, are in folders of their own.
 */
const storedRuns = /^(bulk|commands\/broadcast)\//
const filesOfTheirOwn =
  /^bulk\/(file-store|postgres-store|label-import|audience-import|opt-outs)\/|^bulk\/(resumable-output|subscriber-names|import-journal)\.ts$/
/** What opens files, besides the adapter itself. */
const opensFiles =
  /^node:fs(\/promises)?$|system\/(file-bytes|folder|process-lock|whole-file)\.ts$|^bulk\/(file|postgres)-store\//
/** Where the store is chosen, and what is beside it in the state folder. */
const choosesStore: Readonly<Record<string, readonly string[]>> = {
  'commands/broadcast/shared/run-store.ts': [
    'bulk/file-store/file-store.ts',
    'bulk/file-store/run-files.ts',
    'bulk/postgres-store/postgres-store.ts',
  ],
  // Hashes parts of a list, whatever they come from.
  'bulk/verify-list.ts': ['system/file-bytes.ts'],
}

/** The rooms of the emulator, each of which may import from those before it. What is in none of them may import from all. */
const emulatorRooms = ['state', 'graph', 'events', 'resources', 'people', 'chat', 'control']
/** Files of the emulator that every room stands on. */
const emulatorGround = ['emulator/world.ts', 'emulator/errors.ts', 'emulator/reply.ts']

/** Packages that one layer has to itself. */
const owners: Readonly<Record<string, string>> = {
  chalk: 'terminal',
  ora: 'terminal',
  inquirer: 'terminal',
  cosmiconfig: 'config',
  marked: 'cli',
  got: 'api',
  undici: 'api',
  '@ngrok/ngrok': 'webhook',
  pg: 'store',
}

/** Reads the variables that messenger-node documents; nobody hands them in where a bot makes its own objects. */
const ENVIRONMENT_OF_BOTS = 'library/messenger-node/environment.ts'

export const MAX_LINES = 400
/** A list with a few lines for each command, as long as there are commands. */
const TABLE_OF_COMMANDS = 'commands/index.ts'

/** What may be known about the whole while one file is judged. */
export interface House {
  /** The files that the table of commands loads: `commands/label/list.ts`. */
  readonly commands: ReadonlySet<string>
}

/** The files that a table of commands loads. @param table The text of `commands/index.ts`. */
export function commandFilesOf(table: string): ReadonlySet<string> {
  return new Set([...table.matchAll(/\bimport\('\.\/([^']+)'\)/g)].map(([, file]) => `commands/${file}`))
}

/** The only file of test that looks into an emulator: what it answers to calls, tests ask it by calls. */
export const PROBE = 'helpers/probe.ts'

/** Whether a file of test reads what is behind the API of an emulator. */
export function looksIntoEmulator(text: string): boolean {
  return /\bemulator\??\.world\b|\bemulator:\s*\{\s*world\b|\{[^{}]*\bworld\b[^{}]*\}(?::\s*Emulator\b|\s*=\s*[\w.]*\bemulator\b)/.test(
    withoutComments(text),
  )
}

/** Every rule that a file of src breaks, as a sentence. */
export function faultsOf(file: SourceFile, house: House): string[] {
  const layer = layerOf(file.path)
  const code = withoutComments(file.text)
  return [
    ...importFaults(file, house),
    ...placeFaults(file.path, house),
    ...(file.text.split('\n').length > MAX_LINES && file.path !== TABLE_OF_COMMANDS
      ? [`${file.path} has more than ${MAX_LINES} lines`]
      : []),
    ...(/\bconsole\./.test(code) ? [`${file.path} uses console`] : []),
    ...(layer !== 'cli' && file.path !== ENVIRONMENT_OF_BOTS && usesProcess(code)
      ? [`${file.path} uses the process; only cli may`]
      : []),
  ]
}

/** Its id and whether another one lives may be asked anywhere. */
function usesProcess(code: string): boolean {
  const names = 'env|argv|exit|exitCode|cwd|stdin|stdout|stderr|on'
  const isNamed = new RegExp(`^import {[^}]*\\b(${names})\\b[^}]*} from 'node:process'`, 'm').test(code)
  return isNamed || new RegExp(`\\bprocess\\.(${names})\\b`).test(code)
}

/** A folder of commands holds its commands, and beside these `shared` and one folder for each command that needs it. */
function placeFaults(path: string, {commands}: House): string[] {
  const parts = path.split('/')
  if (parts[0] !== 'commands' || parts.length < 3 || parts.includes('shared')) return []
  const isPrivate = parts
    .slice(2)
    .some((_, index) => commands.has(`${parts.slice(0, index + 2).join('/')}.ts`))
  return isPrivate || commands.has(path) ? [] : [`${path} is not a command of the table`]
}

function importFaults({path, text}: SourceFile, house: House): string[] {
  const layer = layerOf(path)
  const rules = layers[layer]
  if (rules === undefined) return [`${path} belongs to no known layer`]
  return importsOf(text).flatMap(({name}) => {
    if (!name.startsWith('.')) {
      const owner = Object.entries(owners).find(
        ([known]) => name === known || name.startsWith(`${known}/`),
      )?.[1]
      if (opensRuns(path, name)) return [`${path} imports ${name}; runs are opened by their store`]
      return owner === undefined || owner === layer ? [] : [`${path} imports ${name}; only ${owner} may`]
    }
    const target = resolved(path, name)
    if (opensRuns(path, target)) return [`${path} imports ${target}; runs are opened by their store`]
    if (target.startsWith('..'))
      return target === '../package.json' ? [] : [`${path} imports ${name}, outside of src`]
    const other = layerOf(target)
    if (other !== layer && !rules.includes(other))
      return [`${path} imports ${target}: ${layer} must not know ${other}`]
    return roomFault(path, target, house)
  })
}

const opensRuns = (path: string, target: string): boolean =>
  storedRuns.test(path) &&
  !filesOfTheirOwn.test(path) &&
  opensFiles.test(target) &&
  choosesStore[path]?.includes(target) !== true

/** The second level: rooms inside `commands` and `emulator`. */
function roomFault(path: string, target: string, house: House): string[] {
  if (layerOf(path) === 'commands' && layerOf(target) === 'commands') {
    if (path === TABLE_OF_COMMANDS) return []
    const [noun, other] = [nounOf(path), nounOf(target)]
    if (noun !== other && target.includes('/') && !isGroundOfCommands(target))
      return [`${path} imports ${target}: ${noun} must not know ${other}`]
    const owner = ownerOf(target, house)
    if (owner !== undefined && path !== `${owner}.ts` && !path.startsWith(`${owner}/`))
      return [`${path} imports ${target}, which is for ${owner}.ts alone`]
    return []
  }
  const [room, other] = [emulatorRoomOf(path), emulatorRoomOf(target)]
  if (room === undefined || other === undefined || emulatorGround.includes(target)) return []
  const [here, there] = [rankOf(room), rankOf(other)]
  return there <= here ? [] : [`${path} imports ${target}: ${room} must not know ${other}`]
}

/** The command that a file is for alone: `commands/label/import` for what lies in that folder. */
function ownerOf(path: string, {commands}: House): string | undefined {
  const parts = path.split('/')
  const folders = parts.slice(1, -1).map((_, index) => parts.slice(0, index + 2).join('/'))
  return folders.findLast(folder => commands.has(`${folder}.ts`))
}

/** `label` for `commands/label/list.ts`, `login` for `commands/login.ts` and for what lies in the folder beside it. */
const nounOf = (path: string): string => path.split('/')[1]?.replace(/\.ts$/, '') ?? ''

const isGroundOfCommands = (path: string): boolean => /^commands\/(command-module|nouns)\.ts$/.test(path)

/** Undefined for what is in no room: interception, and other layers. */
function emulatorRoomOf(path: string): string | undefined {
  const [layer, room = '', ...rest] = path.split('/')
  if (layer !== 'emulator') return undefined
  if (rest.length === 0) return emulatorGround.includes(path) ? undefined : 'the root'
  return emulatorRooms.includes(room) ? room : undefined
}

const rankOf = (room: string): number => {
  const rank = emulatorRooms.indexOf(room)
  return rank === -1 ? emulatorRooms.length : rank
}

interface Import {
  readonly name: string
  /** Whether it is loaded while the program runs. */
  readonly isLazy: boolean
}

function importsOf(text: string): readonly Import[] {
  const statements = text.matchAll(
    /^(?:import|export)\s+[^'";]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm,
  )
  return [...statements].map(([, from, bare, lazy]) => ({
    name: from ?? bare ?? lazy ?? '',
    isLazy: lazy !== undefined,
  }))
}

/** Files that need one another, in groups: before any of them can run, or for their types. What is loaded later is left out. */
export function circlesOf(files: readonly SourceFile[]): readonly (readonly string[])[] {
  const known = new Set(files.map(({path}) => path))
  const needs = new Map(
    files.map(({path, text}) => [
      path,
      importsOf(text)
        .filter(({name, isLazy}) => name.startsWith('.') && !isLazy)
        .map(({name}) => resolved(path, name))
        .filter(target => known.has(target)),
    ]),
  )
  const reachable = new Map([...needs.keys()].map(path => [path, reachedFrom(path, needs)]))
  const circles = new Map<string, readonly string[]>()
  for (const [path, reached] of reachable) {
    if (!reached.has(path)) continue
    const circle = [...reached].filter(other => reachable.get(other)?.has(path)).toSorted()
    circles.set(circle.join(), circle)
  }
  return [...circles.values()]
}

function reachedFrom(path: string, needs: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const reached = new Set<string>()
  const open = [...(needs.get(path) ?? [])]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (reached.has(next)) continue
    reached.add(next)
    open.push(...(needs.get(next) ?? []))
  }
  return reached
}

const resolved = (path: string, name: string): string => relative('/src', join('/src', dirname(path), name))

/** The first folder, or for a file beside the folders its own name; a few rooms are layers of their own. */
function layerOf(path: string): string {
  const [first = '', second = ''] = path.split('/')
  const both = `${first}/${second.replace(/\.ts$/, '')}`
  return both in layers ? both : first.replace(/\.ts$/, '')
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
}
