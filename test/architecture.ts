import {dirname, join, relative} from 'node:path'

/** What a file imports at run time or for types: paths inside src, and names of packages. */
export interface SourceFile {
  /** Inside `src`: `cli/main.ts`. */
  readonly path: string
  readonly text: string
}

/** Which layers a layer may import from, besides itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  platform: ['errors'],
  errors: ['one-line'],
  'one-line': [],
  formulas: [],
  xml: [],
  text: ['errors'],
  'process-lock': ['clock', 'system'],
  masking: [],
  clock: [],
  'answer-together': [],
  'bounded-body': [],
  'close-all': [],
  program: [],
  system: [],
  terminal: ['errors', 'context', 'clock', 'one-line', 'formulas'],
  config: ['text', 'platform', 'errors', 'system'],
  api: ['platform', 'errors', 'masking', 'clock', 'bounded-body'],
  emulator: ['platform', 'errors', 'process-lock', 'masking', 'answer-together', 'bounded-body', 'system'],
  webhook: [
    'text',
    'platform',
    'errors',
    'process-lock',
    'clock',
    'program',
    'answer-together',
    'bounded-body',
    'system',
  ],
  bulk: ['platform', 'errors', 'process-lock', 'clock', 'formulas', 'system'],
  chats: ['text', 'emulator', 'platform', 'errors', 'clock', 'xml', 'system'],
  desired: ['api', 'platform', 'errors', 'system'],
  context: ['api', 'config', 'errors', 'platform', 'clock', 'program'],
  'chat-page': ['emulator', 'platform'],
  library: ['api', 'webhook', 'platform', 'errors'],
  commands: [
    'text',
    'api',
    'emulator',
    'chats',
    'webhook',
    'bulk',
    'desired',
    'terminal',
    'config',
    'platform',
    'errors',
    'context',
    'process-lock',
    'masking',
    'one-line',
    'xml',
    'clock',
    'close-all',
    'system',
  ],
  cli: [
    'text',
    'commands',
    'api',
    'emulator',
    'webhook',
    'bulk',
    'terminal',
    'config',
    'platform',
    'errors',
    'context',
    'masking',
    'one-line',
    'clock',
    'close-all',
    'program',
    'system',
  ],
}

/** Packages that one layer has to itself. */
const owners: Readonly<Record<string, string>> = {
  chalk: 'terminal',
  ora: 'terminal',
  inquirer: 'terminal',
  cosmiconfig: 'config',
  got: 'api',
  undici: 'api',
  '@ngrok/ngrok': 'webhook',
}

/** Reads the variables that messenger-node documents; nobody hands them in where a bot makes its own objects. */
const ENVIRONMENT_OF_BOTS = 'library/messenger-node/environment.ts'

export const MAX_LINES = 400

/** Every rule that a file of src breaks, as a sentence. */
export function faultsOf(file: SourceFile): string[] {
  const layer = layerOf(file.path)
  const code = withoutComments(file.text)
  return [
    ...importFaults(file, layer),
    ...(file.text.split('\n').length > MAX_LINES ? [`${file.path} has more than ${MAX_LINES} lines`] : []),
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

function importFaults({path, text}: SourceFile, layer: string): string[] {
  const rules = allowed[layer]
  if (rules === undefined) return [`${path} belongs to no known layer`]
  return importsOf(text).flatMap(name => {
    if (!name.startsWith('.')) {
      const owner = Object.entries(owners).find(
        ([known]) => name === known || name.startsWith(`${known}/`),
      )?.[1]
      return owner === undefined || owner === layer ? [] : [`${path} imports ${name}; only ${owner} may`]
    }
    const target = relative('/src', join('/src', dirname(path), name))
    if (target.startsWith('..'))
      return target === '../package.json' ? [] : [`${path} imports ${name}, outside of src`]
    const other = layerOf(target)
    const isFree = other === layer || rules.includes(other)
    return isFree ? [] : [`${path} imports ${target}: ${layer} must not know ${other}`]
  })
}

function importsOf(text: string): string[] {
  const statements = text.matchAll(
    /^(?:import|export)\s[^'";]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm,
  )
  return [...statements].map(([, from, bare, lazy]) => from ?? bare ?? lazy ?? '')
}

/** The first folder, or for a file beside the folders its own name. */
function layerOf(path: string): string {
  return path.split('/')[0]?.replace(/\.ts$/, '') ?? ''
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
}
