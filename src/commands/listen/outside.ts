import type {Config} from '../../config/index.ts'
import type {Context} from '../../context.ts'
import type {Receiver} from '../../webhook/server.ts'
import {keepTunnel, type TunnelChange} from '../../webhook/tunnels/keep-tunnel.ts'
import {openTunnel} from '../../webhook/tunnels/open-tunnel.ts'
import {lookThrough} from '../../webhook/tunnels/reachable.ts'
import {passedVariables} from '../shared/arguments/passed-variables.ts'
import type {Line} from './lines.ts'
import type {ListenPlan} from './plan.ts'

export interface OutsideParts {
  readonly context: Context
  readonly config: Config
  readonly plan: Pick<ListenPlan, 'tunnel' | 'passEnv'>
  readonly say: (line: Line) => void
  readonly signal: AbortSignal
  readonly defer: (close: () => Promise<void> | void) => void
  /** Called with the new address when the tunnel came back with another address that leads here. */
  readonly onMoved: (url: string) => Promise<void> | void
}

/**
 * The public address, if one was requested: opened, and checked that it leads here, for as long as the session
 * lasts. A given address that leads elsewhere only causes a warning: it may lead here later.
 * @throws {TunnelError} if there is no way here from outside.
 */
export async function reachFromOutside(parts: OutsideParts, receiver: Receiver): Promise<string | undefined> {
  const {plan, context, config, signal, say, defer, onMoved} = parts
  const {tunnel: choice} = plan
  if (choice === undefined) return undefined
  const {clock, io} = context
  if (choice.provider === 'given') {
    const found = await lookThrough(choice.publicUrl, receiver.nonce, signal)
    signal.throwIfAborted()
    if (found !== '') {
      io.warn(`${choice.publicUrl} does not lead to this receiver: ${found}`)
      return choice.publicUrl
    }
  }
  const [authtoken, startProgram] = await Promise.all([
    findAuthtoken(config),
    io.startPrograms(passedVariables(context, plan)),
  ])
  const tunnel = await keepTunnel({
    open: opening => openTunnel(choice, {port: receiver.port, authtoken, startProgram, signal: opening}),
    nonce: receiver.nonce,
    clock,
    signal,
    onChange: change => say({kind: 'notice', at: clock.now(), text: describe(change)}),
    onMoved,
  })
  defer(tunnel.close)
  say({
    kind: 'tunnel',
    text: tunnel.url(),
    note: tunnel.provider === 'given' ? 'leads here' : tunnel.provider,
  })
  return tunnel.url()
}

function describe(change: TunnelChange): string {
  switch (change.kind) {
    case 'lost':
      return `tunnel lost: ${change.reason}; reconnecting`
    case 'still lost':
      return `tunnel still lost: ${change.reason}; next try in ${seconds(change.retryMs)}`
    case 'back':
      return `tunnel back after ${seconds(change.gapMs)}: ${change.url}`
    case 'moved':
      return `tunnel moved: ${change.url}`
    case 'not moved':
      return `the callback was not moved to ${change.url}: ${change.reason}`
  }
}

const seconds = (ms: number) => `${Math.round(ms / 1000)} s`

async function findAuthtoken({webhook, paths}: Config): Promise<string | undefined> {
  if (webhook.ngrokAuthtoken !== undefined) return webhook.ngrokAuthtoken
  const {ngrokConfigFiles, readNgrokAuthtoken} = await import('../../webhook/tunnels/ngrok-authtoken.ts')
  return readNgrokAuthtoken(ngrokConfigFiles(paths.home))
}
