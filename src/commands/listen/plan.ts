import {parsePsid} from '../../audience/people.ts'
import type {Config} from '../../config/index.ts'
import {UsageError} from '../../errors.ts'
import {defaultPageFields} from '../../platform/webhook-events.ts'
import {urlAt} from '../../system/host-url.ts'
import {type ForwardTarget, parseForwardTarget, parseHeader} from '../../webhook/outgoing/forward-target.ts'
import type {WebhookEvent} from '../../webhook/parse-events.ts'
import type {TunnelChoice} from '../../webhook/tunnels/open-tunnel.ts'
import {parseCount} from '../shared/arguments/count.ts'
import {parseFieldNames, toFieldName, wantedBy} from '../shared/arguments/event-filter.ts'
import {parseHost} from '../shared/arguments/host.ts'
import {parseVariableNames} from '../shared/arguments/passed-variables.ts'
import {parsePort} from '../shared/arguments/port.ts'
import {type OptOutSigns, optOutFields} from './opt-out-wish.ts'
import {parseWords} from './opt-out-words.ts'
import {planTunnel, type TunnelFlags} from './plan-tunnel.ts'

/** The options as typed. */
export interface ListenOptions extends TunnelFlags {
  readonly port?: string
  readonly host?: string
  readonly path?: string
  readonly verifyToken?: string
  readonly requireSignature?: boolean
  readonly events?: string
  readonly person?: string
  readonly forwardTo?: readonly string[]
  readonly header?: readonly string[]
  readonly insecure?: boolean
  /** Undefined: if the receiver is reachable and the app is known. */
  readonly subscribe?: boolean
  readonly takeOver?: boolean
  readonly restoreVerifyToken?: string
  /** `true` when no file is named. */
  readonly record?: string | true
  /** `true` when no folder is named. */
  readonly spool?: string | true
  readonly inbox?: boolean
  readonly readyFile?: string
  readonly limit?: string
  readonly passEnv?: string
  readonly exec?: string
  readonly chat?: boolean
  readonly optOut?: string
  readonly optIn?: string
}

/** What to do, with everything checked that can be checked in advance. */
export interface ListenPlan {
  readonly port: number
  /** The address to listen on. Default: this machine alone. */
  readonly host: string
  readonly path: string
  readonly verifyToken: string | undefined
  readonly requireSignature: boolean
  /** Whether an event is shown and forwarded. */
  readonly isSelected: (event: WebhookEvent) => boolean
  /** What to subscribe to. */
  readonly fields: readonly string[]
  readonly targets: readonly ForwardTarget[]
  /** Added to forwarded deliveries. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly isInsecure: boolean
  /** The access from outside, if any. */
  readonly tunnel: TunnelChoice | undefined
  /** Whether to become the callback of the app; undefined: when it is reachable and the app is known. */
  readonly subscribe: boolean | undefined
  /** Whether to replace a callback that is in use. */
  readonly takeOver: boolean
  /** The verify token of the previous callback. */
  readonly restoreVerifyToken: string | undefined
  /** The file as given; `true`: a new file chosen by msgr. */
  readonly record: string | true | undefined
  /** The folder as given; `true`: that of msgr. */
  readonly spool: string | true | undefined
  /** Whether events are stored for others to handle. */
  readonly isForInbox: boolean
  readonly readyFile: string | undefined
  readonly limit: number | undefined
  /** Names of environment variables that programs get although they contain secrets. */
  readonly passEnv: readonly string[]
  /** A shell command. */
  readonly exec: string | undefined
  readonly isChat: boolean
  /** By what people opt out, if that is recorded. */
  readonly optOuts: OptOutSigns | undefined
}

/** The port of messenger-node, so that existing setups keep working. */
const DEFAULT_PORT = 1337
const DEFAULT_PATH = '/webhook'
const DEFAULT_HOST = '127.0.0.1'

/** @throws {UsageError} for an invalid option. */
export function planListening(
  options: ListenOptions,
  webhook: Config['webhook'],
  optOutLabel?: string,
): ListenPlan {
  const path = parsePath(options.path ?? webhook.path ?? DEFAULT_PATH)
  const port = options.port === undefined ? (webhook.port ?? DEFAULT_PORT) : parsePort(options.port)
  const fields = options.events === undefined ? undefined : parseFieldNames(options.events)
  const optOuts = planOptOuts(options, optOutLabel)
  const tunnel = planTunnel(options)
  const host = planHost(options.host, tunnel)
  const wanted = fields?.filter(name => name !== 'unknown') ?? defaultPageFields
  return {
    port,
    host,
    path,
    verifyToken: options.verifyToken,
    requireSignature: options.requireSignature ?? false,
    isSelected: wantedBy(fields, options.person === undefined ? undefined : parsePsid(options.person)),
    fields: optOuts === undefined ? wanted : [...new Set([...wanted, ...fieldsFor(optOuts)])],
    targets: (options.forwardTo ?? []).map(text =>
      checkTarget(parseForwardTarget(text, path), urlAt(host, port)),
    ),
    headers: (options.header ?? []).map(parseHeader),
    isInsecure: options.insecure ?? false,
    tunnel,
    subscribe: options.subscribe,
    takeOver: options.takeOver ?? false,
    restoreVerifyToken: options.restoreVerifyToken,
    record: options.record,
    spool: options.spool,
    isForInbox: isForInbox(options),
    readyFile: options.readyFile,
    limit: parseCount(options.limit, '--limit'),
    passEnv: parseVariableNames(options.passEnv),
    exec: options.exec,
    isChat: options.chat ?? false,
    optOuts,
  }
}

/** @throws {UsageError} if it is not an address, or a tunnel would lead elsewhere. */
function planHost(text: string | undefined, tunnel: TunnelChoice | undefined): string {
  if (text !== undefined && tunnel !== undefined && tunnel.provider !== 'given')
    throw new UsageError(`--host and a tunnel exclude each other: the tunnel leads to ${DEFAULT_HOST}`, {
      hint: 'Leave out --host; for a proxy that exists, name its address: --public-url https://bot.example',
    })
  return text === undefined ? DEFAULT_HOST : parseHost(text)
}

/** @throws {UsageError} if this process would handle them too. */
function isForInbox({inbox = false, spool, forwardTo}: ListenOptions): boolean {
  if (inbox && spool !== undefined)
    throw new UsageError('Deliveries are kept in the inbox or in a spool, not in both', {
      hint: 'Leave out --spool',
    })
  if (inbox && forwardTo !== undefined)
    throw new UsageError('--inbox leaves events to msgr inbox work, and --forward-to forwards them here', {
      hint: 'Start a worker: msgr inbox work --forward-to <target>',
    })
  return inbox
}

/** @throws {UsageError} if a word means both, or people could only come back. */
function planOptOuts({optOut, optIn}: ListenOptions, label: string | undefined): OptOutSigns | undefined {
  if (optOut === undefined) {
    if (optIn === undefined) return undefined
    throw new UsageError('--opt-in works only with --opt-out', {hint: 'Add --opt-out "stop,unsubscribe"'})
  }
  const outWords = parseWords(optOut, '--opt-out')
  const inWords = optIn === undefined ? new Set<string>() : parseWords(optIn, '--opt-in')
  const both = [...inWords].find(word => outWords.has(word))
  if (both !== undefined)
    throw new UsageError(`"${both}" is a word of both --opt-out and --opt-in`, {
      hint: 'Leave one of them out',
    })
  return {outWords, inWords, label}
}

const fieldsFor = ({label}: OptOutSigns) => [
  ...optOutFields,
  ...(label === undefined ? [] : ['inbox_labels']),
]

const thisMachine = ['localhost', '127.0.0.1', '[::1]']

function checkTarget(target: ForwardTarget, own: string): ForwardTarget {
  const {hostname, port} = target.url
  const receiver = new URL(own)
  if ([...thisMachine, receiver.hostname].includes(hostname) && port === receiver.port) {
    throw new UsageError(`--forward-to ${target.url.href} leads back to this receiver`, {
      hint: 'Give the port of the bot, or choose another port for the receiver: --port',
    })
  }
  return target.field === undefined ? target : {...target, field: toFieldName(target.field)}
}

function parsePath(text: string): string {
  if (/^\/[^?#\s]*$/.test(text)) return text
  throw new UsageError(`--path ${text} is not a path`, {hint: 'A path starts with a slash: --path /webhook'})
}
