import {join} from 'node:path'
import type {DryRunRequest} from '../api/core/options.ts'
import type {Api} from '../api/index.ts'
import type {Config, Connection} from '../config/index.ts'
import type {Context, GlobalOptions, Io, Terminal} from '../context.ts'
import type {EmulatorAccess} from '../emulator/find.ts'
import type {Masker} from '../masking.ts'
import type {PageTokenKeeper} from '../platform/page-token.ts'
import type {Store} from '../store/open-store.ts'
import {createProgress, type TerminalProgress} from '../terminal/progress.ts'
import {createPrompt} from '../terminal/prompt.ts'
import {emulatorConnection, reachForCommand, sayWhereTo} from './emulator-target.ts'
import {warnOn} from './hints/index.ts'
import type {Interrupt} from './interrupt.ts'
import type {Outside} from './outside.ts'
import {createPageTokenKeeper} from './page-token-keeper.ts'
import type {Stdio, WriteLine} from './stdio.ts'

export interface ContextParts {
  readonly outside: Outside
  readonly globals: GlobalOptions
  readonly io: Io
  readonly interrupt: Interrupt
  readonly masker: Masker
  readonly line: WriteLine
  readonly footer: Stdio['footer']
  readonly hasErrorColour: boolean
  /** Whether the command runs until it is ended. */
  readonly isService: boolean
  readonly onDryRun: (request: DryRunRequest) => void
  readonly onExit: Context['onExit']
  /** Throws where a command must not call anybody. Default: every connection is admitted. */
  readonly admit?: (config: Config) => void
}

/** The context of one command; settings, connection and API are loaded when they are first asked for. */
export function createContext(parts: ContextParts): Context & {readonly progress: TerminalProgress} {
  const {outside, globals, io, interrupt, line, onExit} = parts
  const {clock, random} = outside
  const {signal} = interrupt
  const config = once(() => loadSettings(parts))
  const emulator = once(async () => reachTarget(await config(), parts))
  const store = once(async () => openStoreOf(await config(), parts))
  const context = {
    ...targetOf(parts, config, emulator),
    forPage: (page: string) => {
      const own = {...parts, globals: {...globals, page}}
      const ownConfig = once(() => loadSettings(own))
      return {...context, ...targetOf(own, ownConfig, emulator), globals: own.globals}
    },
    store,
    io,
    prompt: createPrompt({
      isInteractive: () => io.isInteractive,
      isAgreed: globals.yes || globals.dryRun,
      streams: outside,
      signal,
    }),
    progress: createProgress({
      streams: outside,
      isTerminal: io.isErrorTerminal,
      isQuiet: globals.quiet,
      hasColour: parts.hasErrorColour,
      clock,
      line,
    }),
    terminal: once(() => openTerminal(parts)),
    clock,
    random,
    signal,
    globals,
    onExit,
    onLeave: interrupt.onLeave,
  }
  return context
}

type Reach = () => Promise<EmulatorAccess | undefined>

/** Which Page the calls are about; one emulator for all of them, because two cannot have the same state. */
function targetOf(
  parts: ContextParts,
  config: Context['config'],
  emulator: Reach,
): Pick<Context, 'config' | 'connection' | 'api' | 'confirmPage'> {
  const keeper = once(async () => {
    return createPageTokenKeeper({config: await config(), io: parts.io, isVerbose: parts.globals.verbose})
  })
  const connection = once(async () => connect(await config(), parts, {emulator, keeper}))
  const api = once(async () => createApi(await connection(), parts))
  const confirmPage: Context['confirmPage'] = async expected => {
    // The emulator gives token and id together.
    if (parts.globals.dryRun || (await connection()).target === 'emulator') return
    const [{page}, {confirm}] = [await api(), await keeper()]
    await confirm(page.get, expected)
  }
  return {config, connection, api, confirmPage}
}

/** From here on, no secret of the settings is written anywhere, whatever the command. */
async function loadSettings({outside, globals, masker}: ContextParts): Promise<Config> {
  const [{loadConfig}, {secretsOf}] = await Promise.all([
    import('../config/load.ts'),
    import('../config/connection-secrets.ts'),
  ])
  const config = await loadConfig({env: outside.env, cwd: outside.cwd, flags: globals})
  const {connection, webhook, store} = config
  masker.learn([...secretsOf(connection), connection.verifyToken, webhook.ngrokAuthtoken, store?.password])
  return config
}

async function reachTarget(
  {paths, emulatorUrl}: Config,
  parts: ContextParts,
): Promise<EmulatorAccess | undefined> {
  const {outside, globals, isService, onExit} = parts
  return reachForCommand({
    folder: join(paths.stateFolder, 'emulator'),
    url: emulatorUrl,
    dryRun: globals.dryRun,
    isPublished: isService,
    clock: outside.clock,
    onExit,
  })
}

async function openStoreOf({store}: Config, {onExit}: ContextParts): Promise<Store | undefined> {
  if (store === undefined) return undefined
  if (store.problem !== undefined) throw store.problem
  const {openStore} = await import('../store/open-store.ts')
  const opened = await openStore(store)
  onExit(opened.close)
  return opened
}

async function openTerminal(parts: ContextParts): Promise<Terminal | undefined> {
  const {outside, globals, interrupt, footer, onExit} = parts
  const {terminals, stdin, job} = outside
  const isPossible = terminals.stdin && terminals.stdout && globals.input && !globals.json
  if (!isPossible || !(await job?.isForeground())) return undefined
  const {createTerminal} = await import('../terminal/raw-terminal.ts')
  const {terminal, close} = createTerminal({
    stdin,
    footer,
    interrupt: () => interrupt.receive('SIGINT'),
    suspend: async () => job?.suspend(),
  })
  onExit(close)
  interrupt.onLeave(close)
  return terminal
}

interface Reached {
  readonly emulator: Reach
  readonly keeper: () => Promise<PageTokenKeeper>
}

async function connect(
  config: Config,
  parts: ContextParts,
  {emulator, keeper}: Reached,
): Promise<Connection> {
  const {globals, io, admit} = parts
  admit?.(config)
  if (config.target === 'emulator') {
    if (!globals.dryRun) await sayWhereTo(config, io)
    const connection = await emulatorConnection(await emulator(), config)
    if (globals.verbose)
      io.note(`Emulator at ${connection.graphUrl}, Page ${nameOf(connection)}, ${connection.apiVersion}`)
    return connection
  }
  const {connection, problems} = config
  const [problem] = problems
  if (problem !== undefined && !globals.dryRun) throw problem
  if (globals.verbose) io.note(`${connection.graphUrl}, Page ${nameOf(connection)}, ${connection.apiVersion}`)
  const {createAdTokenKeeper} = await import('./ad-token-keeper.ts')
  return {...connection, keeper: await keeper(), adKeeper: createAdTokenKeeper(config)}
}

const nameOf = ({pageName, pageId}: Connection) =>
  [pageName, pageId].filter(Boolean).join(' ') || 'of the token'

async function createApi(connection: Connection, parts: ContextParts): Promise<Api> {
  const {outside, globals, io, interrupt, line, onDryRun} = parts
  const {createApi} = await import('../api/index.ts')
  return createApi({
    hidesSecrets: true,
    ...connection,
    clock: outside.clock,
    random: outside.random,
    signal: interrupt.signal,
    warn: warnOn(io),
    note: globals.verbose ? io.note : undefined,
    debug: globals.debug ? line : undefined,
    dryRun: globals.dryRun,
    onDryRun,
  })
}

function once<Value>(create: () => Promise<Value>): () => Promise<Value> {
  let value: Promise<Value> | undefined
  return () => {
    value ??= create()
    return value
  }
}
