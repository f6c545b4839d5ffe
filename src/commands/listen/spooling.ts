import {join} from 'node:path'
import type {KeptForwardable} from '../../webhook/outgoing/forward.ts'
import type {Delivery, ListenerOptions} from '../../webhook/server.ts'
import {openSpool} from '../../webhook/spool/spool.ts'
import {count} from '../shared/wording/run-counts.ts'
import type {SessionParts} from './session-parts.ts'
import {type Parts, untilAll} from './until-all.ts'

/** The parts of a delivery that have to be over before it is done, and what a forwarder needs of it. */
export interface Progress {
  readonly parts: Parts
  /** Undefined when it is not on disk. */
  readonly forKeeping: () => KeptForwardable | undefined
}

export interface Spooling {
  readonly keep: ListenerOptions['keep']
  readonly progressOf: (delivery: Delivery) => Progress
  /** Hands over what an earlier process left, in the order in which it came. */
  readonly goOn: (
    options: Pick<ListenerOptions, 'path' | 'verifyToken' | 'appSecrets'>,
    take: (delivery: Delivery, receivedMs: number) => void,
  ) => Promise<void>
}

/** Nothing is kept. */
const nothing: Spooling = {
  keep: undefined,
  progressOf: () => ({parts: untilAll(() => {}), forKeeping: () => undefined}),
  goOn: async () => {},
}

/** Opens the spool of `--spool` and reports what is in it. @throws {UsageError} if it cannot be used. */
export async function openSpooling(parts: SessionParts): Promise<Spooling> {
  const {plan, config, context, say, defer} = parts
  if (plan.spool === undefined) return nothing
  const {io, clock} = context
  const folder = plan.spool === true ? join(config.paths.stateFolder, 'spool') : io.resolve(plan.spool)
  const spool = await openSpool(folder)
  defer(async () => {
    const open = spool.open()
    await spool.close()
    if (open > 0)
      io.note(`${count(open)} deliveries wait in ${folder}; msgr listen --spool goes on with them`)
  })
  const note = spool.left === 0 ? {} : {note: `${count(spool.left)} deliveries were left there and go first`}
  say({kind: 'spool', text: folder, ...note})
  return {
    keep: delivery => spool.keep(delivery, clock.now()),
    progressOf({kept}) {
      const parts = untilAll(() => kept?.done())
      const forKeeping = (): KeptForwardable | undefined =>
        kept && {
          read: kept.read,
          onSettled: parts.add(),
          putAside: delivery => spool.putAside(delivery, clock.now()),
        }
      return {parts, forKeeping}
    },
    async goOn(options, take) {
      const {leftDelivery} = await import('../../webhook/spool/left-delivery.ts')
      for await (const left of spool.readLeft()) {
        take(leftDelivery(left, options), left.receivedMs)
        // Otherwise all of them would be in memory before the first one is printed.
        await new Promise(setImmediate)
      }
    },
  }
}
