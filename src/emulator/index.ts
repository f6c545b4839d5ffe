import {dirname, join} from 'node:path'
import {pid} from 'node:process'
import {setTimeout as sleep} from 'node:timers/promises'
import {MsgrError} from '../errors.ts'
import {claimFolder, type Lock} from '../system/process-lock.ts'
import type {EmulatorAccess, EmulatorOptions} from './access.ts'
import {createChat} from './chat/chat.ts'
import {createPictureStore} from './chat/pictures/picture-store.ts'
import {adminAt} from './control/admin-client.ts'
import {connectTo} from './control/connections.ts'
import {publish, withdraw} from './control/locator.ts'
import {EchoBot, endLostEchoBots} from './echo-bot/echo-bot.ts'
import {ActivityLog} from './events/activity-log.ts'
import {createDelivery} from './events/delivery.ts'
import {LiveConversations} from './events/live-conversations.ts'
import {CallCounts} from './graph/call-counts.ts'
import {createFaults} from './graph/faults.ts'
import {Gaps} from './graph/gaps.ts'
import {createRateLimits, limitCalls} from './graph/rate-limits.ts'
import {createRouter} from './graph/router.ts'
import {advance, resources} from './resources/index.ts'
import {type Server, startServer} from './server.ts'
import {ConversationOrder} from './state/conversation-order.ts'
import {createFileStore, type FileStore} from './state/files.ts'
import {createForgetting, EPHEMERAL_MESSAGES, KEPT_MESSAGES} from './state/forgetting.ts'
import {newId, newMessageId} from './state/ids.ts'
import {seedState} from './state/seed.ts'
import {keepSnapshots, readSnapshot} from './state/snapshot.ts'
import type {State} from './state/state.ts'
import {createCalendar, toDay} from './state/time.ts'
import type {World} from './world.ts'

/** An emulator running in this process. */
export interface Emulator extends EmulatorAccess {
  /** The platform itself, for tests that look behind the API. */
  readonly world: World
  /** The files that people attached. */
  readonly files: FileStore
}

/** How long deliveries in progress may take at the end. */
const DELIVERY_GRACE_MS = 2_000

/**
 * Starts an emulator in this process, with the state in its folder.
 * @throws {MsgrError} when another process uses the state, or the port is in use.
 */
export async function openEmulator(options: EmulatorOptions): Promise<Emulator> {
  const {folder, asOf, port = 0, isEphemeral = false, machineNow = Date.now} = options
  const stateFolder = join(folder, asOf ?? 'today')
  const lock = isEphemeral ? undefined : await waitForState(stateFolder, options.waitMs ?? 10_000)
  try {
    return await run({...options, port, machineNow}, join(stateFolder, 'state.json'), lock)
  } catch (error) {
    await lock?.release()
    throw error
  }
}

async function run(
  {
    folder,
    port,
    asOf,
    isEphemeral = false,
    mostMessages = isEphemeral ? EPHEMERAL_MESSAGES : KEPT_MESSAGES,
    isPublished = false,
    startsOver = false,
    onUnkept = () => {},
    hasRateLimits,
    fetchesPictures = false,
    showsWebviews = false,
    machineNow,
  }: EmulatorOptions & {port: number; machineNow: () => number},
  stateFile: string,
  lock: Lock | undefined,
): Promise<Emulator> {
  const stored = isEphemeral || startsOver ? undefined : await readSnapshot(stateFile)
  const state = stored ?? firstState(asOf, machineNow())
  const now = () => machineNow() + state.clockOffsetMs
  const activity = new ActivityLog(now)
  const live = new LiveConversations()
  const faults = createFaults(now)
  const delivery = createDelivery(state, now, faults, activity)
  const rateLimits = createRateLimits(state, now)
  if (hasRateLimits !== undefined) limitCalls(state, hasRateLimits)
  const gaps = new Gaps()
  const forget = createForgetting(state, mostMessages)
  const snapshots = isEphemeral ? undefined : keepSnapshots(state, stateFile, onUnkept)
  const files = createFileStore(isEphemeral ? undefined : join(dirname(stateFile), 'files'))
  const world: World = {
    state,
    now,
    today: createCalendar(now),
    newId: prefix => newId(state, prefix),
    newMessageId: () => newMessageId(state),
    deliver: delivery.send,
    isHeard: delivery.isHeard,
    files,
    live,
    order: new ConversationOrder(state),
  }
  const chat = createChat({
    world,
    activity,
    delivery,
    faults,
    files,
    pictures: createPictureStore({others: fetchesPictures}),
  })
  const connection = (page?: string) => connectTo(state, now(), page)
  const echoBot = new EchoBot({world, connection, url: () => server.url})
  endLostEchoBots(world)
  const server: Server = await startServer(port, {
    world,
    machineNow,
    router: createRouter(resources),
    rateLimits,
    advance: () => {
      const hasDelivered = delivery.advance()
      return advance(world) || hasDelivered
    },
    onGap: what => gaps.count(what),
    onWrite: () => {
      forget()
      snapshots?.changed()
      chat.stream.overview()
    },
    turn: () => snapshots?.turn(),
    activity,
    showsWebviews,
    admin: {
      world,
      gaps,
      calls: new CallCounts(),
      faults,
      rateLimits,
      identity: {pid, startedAt: new Date(machineNow()).toISOString(), asOf},
      connection,
      deliveries: delivery.log,
      chat,
      echoBot,
      setClock: target => {
        state.clockOffsetMs = target === undefined ? firstOffset(asOf, machineNow()) : target - machineNow()
        chat.stream.clock()
      },
      replaceState: async (next, others = new Map()) => {
        // Everything that can fail comes first.
        await files.replace(others)
        echoBot.stop()
        replaceState(state, next ?? firstState(asOf, machineNow()))
        endLostEchoBots(world)
        chat.forget()
      },
    },
  })
  const locator = {pid, url: server.url}
  snapshots?.changed()
  const end = async () => {
    chat.close()
    echoBot.stop()
    await server.close()
    await delivery.close(DELIVERY_GRACE_MS)
    try {
      await snapshots?.flush()
    } finally {
      await lock?.release()
    }
  }
  if (isPublished)
    await publish(folder, locator).catch(async error => {
      await end().catch(() => {})
      throw error
    })
  return {
    url: server.url,
    world,
    files,
    connection: async page => connection(page),
    admin: adminAt(server.url),
    close: async () => {
      if (isPublished) await withdraw(folder, locator)
      await end()
    },
  }
}

/** A seeded state whose clock shows the requested day, at the current time of day. */
function firstState(asOf: string | undefined, machineNowMs: number): State {
  const clockOffsetMs = firstOffset(asOf, machineNowMs)
  return Object.assign(seedState(machineNowMs + clockOffsetMs), {clockOffsetMs})
}

function firstOffset(asOf: string | undefined, machineNowMs: number): number {
  return asOf === undefined ? 0 : Date.parse(asOf) - Date.parse(toDay(machineNowMs))
}

/** Replaces the state everywhere it is used. */
function replaceState(state: State, next: State): void {
  for (const key of Object.keys(state))
    if (!(key in next)) delete (state as unknown as Record<string, unknown>)[key]
  Object.assign(state, next)
}

/** Processes with their own emulator take turns on one state. */
async function waitForState(folder: string, waitMs: number): Promise<Lock> {
  const deadline = Date.now() + waitMs
  for (;;) {
    const claim = await claimFolder(folder)
    if ('lock' in claim) return claim.lock
    if (Date.now() > deadline) {
      const {name, hint} = claim.owner
      throw new MsgrError(
        `The emulator's state is in use by ${name}.`,
        hint === undefined ? {reason: 'emulatorStateLocked'} : {hint},
      )
    }
    await sleep(20 + Math.random() * 40)
  }
}
