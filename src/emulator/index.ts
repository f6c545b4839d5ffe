import {dirname, join} from 'node:path'
import {pid} from 'node:process'
import {setTimeout as sleep} from 'node:timers/promises'
import {MsgrError} from '../errors.ts'
import {claimFolder, type Lock} from '../process-lock.ts'
import {ActivityLog} from './chat/activity-log.ts'
import {createChat} from './chat/chat.ts'
import {createFileStore} from './chat/files.ts'
import {LiveConversations} from './chat/live-conversations.ts'
import {CallCounts} from './core/call-counts.ts'
import {connectTo} from './core/connections.ts'
import {createDelivery} from './core/delivery.ts'
import {createFaults} from './core/faults.ts'
import {newId, newMessageId} from './core/ids.ts'
import {askAdmin, publish, withdraw} from './core/locator.ts'
import {createRateLimits} from './core/rate-limits.ts'
import type {World} from './core/resource.ts'
import {createRouter} from './core/router.ts'
import {seedState} from './core/seed.ts'
import {startServer} from './core/server.ts'
import {keepSnapshots, readSnapshot} from './core/snapshot.ts'
import type {State} from './core/state.ts'
import {toDay} from './core/time.ts'
import type {EmulatorAccess, EmulatorOptions} from './find.ts'
import {advance, resources} from './resources.ts'

/** An emulator in this process. */
export interface Emulator extends EmulatorAccess {
  /** The platform itself, for tests that look behind the API. */
  readonly world: World
}

/** How long deliveries that are under way may take at the end. */
const DELIVERY_GRACE_MS = 2_000

/**
 * Starts an emulator in this process, on the state in its folder.
 * @throws {MsgrError} when another process keeps the state, or the port is taken.
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
    isPublished = false,
    hasRateLimits,
    machineNow,
  }: EmulatorOptions & {port: number; machineNow: () => number},
  stateFile: string,
  lock: Lock | undefined,
): Promise<Emulator> {
  const stored = isEphemeral ? undefined : await readSnapshot(stateFile)
  const state = stored ?? firstState(asOf, machineNow())
  const now = () => machineNow() + state.clockOffsetMs
  const activity = new ActivityLog(now)
  const live = new LiveConversations()
  const faults = createFaults(now)
  const delivery = createDelivery(state, now, faults, activity)
  const rateLimits = createRateLimits(state, now)
  if (hasRateLimits !== undefined) state.areRatesLimited = hasRateLimits
  const gaps = new Map<string, number>()
  const snapshots = isEphemeral ? undefined : keepSnapshots(state, stateFile)
  const world: World = {
    state,
    now,
    today: () => toDay(now()),
    newId: prefix => newId(state, prefix),
    newMessageId: () => newMessageId(state),
    deliver: delivery.send,
    live,
  }
  const files = createFileStore(isEphemeral ? undefined : join(dirname(stateFile), 'files'))
  const chat = createChat({world, activity, delivery, files})
  const server = await startServer(port, {
    world,
    machineNow,
    router: createRouter(resources),
    rateLimits,
    advance: () => [delivery.advance(), advance(world)].includes(true),
    onGap: call => gaps.set(call, (gaps.get(call) ?? 0) + 1),
    onWrite: () => {
      snapshots?.changed()
      chat.stream.overview()
    },
    activity,
    admin: {
      world,
      gaps,
      calls: new CallCounts(),
      faults,
      rateLimits,
      identity: {pid, startedAt: new Date(machineNow()).toISOString(), asOf},
      connection: page => connectTo(state, now(), page),
      deliveries: delivery.log,
      chat,
      setClock: target => {
        state.clockOffsetMs = target - machineNow()
        chat.stream.clock()
      },
      reset: async () => {
        Object.assign(state, firstState(asOf, machineNow()))
        await chat.forget()
      },
    },
  })
  const locator = {pid, url: server.url}
  snapshots?.changed()
  if (isPublished) await publish(folder, locator)
  return {
    url: server.url,
    world,
    connection: async page => connectTo(state, now(), page),
    admin: (method, path, body) => askAdmin(server.url, method, path, body),
    close: async () => {
      if (isPublished) await withdraw(folder, locator)
      chat.close()
      await server.close()
      await delivery.close(DELIVERY_GRACE_MS)
      await snapshots?.flush()
      await lock?.release()
    },
  }
}

/** A seeded state whose clock shows the day that is asked for, at this time of day. */
function firstState(asOf: string | undefined, machineNowMs: number): State {
  if (asOf === undefined) return seedState(machineNowMs)
  const clockOffsetMs = Date.parse(asOf) - Date.parse(toDay(machineNowMs))
  return Object.assign(seedState(machineNowMs + clockOffsetMs), {clockOffsetMs})
}

/** Processes with an emulator inside take turns on one state. */
async function waitForState(folder: string, waitMs: number): Promise<Lock> {
  const deadline = Date.now() + waitMs
  for (;;) {
    const claim = await claimFolder(folder)
    if ('lock' in claim) return claim.lock
    if (Date.now() > deadline) {
      throw new MsgrError(`The state of the emulator is in use by process ${claim.owner.pid}.`, {
        hint: 'Run one emulator for all commands: msgr emulator start',
      })
    }
    await sleep(20 + Math.random() * 40)
  }
}
