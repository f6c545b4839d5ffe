import {join} from 'node:path'
import {storeName} from '../../config/store/address.ts'
import type {KeptForwardable} from '../../webhook/outgoing/forward.ts'
import type {Delivery, ListenerOptions} from '../../webhook/server.ts'
import {openSpool} from '../../webhook/spool/spool.ts'
import {plural} from '../shared/arguments/count.ts'
import {namedStore} from '../shared/arguments/named-store.ts'
import type {SessionParts} from './session-parts.ts'
import {type Parts, untilAll} from './until-all.ts'

/** The parts of a delivery that have to be over before it is done, and what a forwarder needs of it. */
export interface Progress {
  readonly parts: Parts
  /** Undefined when it is not on disk. */
  readonly forKeeping: () => KeptForwardable | undefined
}

export interface Keeping {
  readonly keep: ListenerOptions['keep']
  readonly progressOf: (delivery: Delivery) => Progress
  /** Hands over what an earlier process left, in the order in which it came. */
  readonly goOn: (
    options: Pick<ListenerOptions, 'path' | 'verifyToken' | 'appSecrets'>,
    take: (delivery: Delivery, receivedMs: number) => void,
  ) => Promise<void>
}

/** Nothing is kept. */
const nothing: Keeping = {
  keep: undefined,
  progressOf: () => ({parts: untilAll(() => {}), forKeeping: () => undefined}),
  goOn: async () => {},
}

/** Opens what deliveries are kept in. @throws {UsageError} if it cannot be used. */
export function openKeeping(parts: SessionParts): Promise<Keeping> | Keeping {
  const {plan} = parts
  if (plan.isForInbox) return openInbox(parts)
  return plan.spool === undefined ? nothing : openSpooling(parts, plan.spool)
}

/** For `--inbox`: events are others' as soon as they are stored. @throws {ConfigError} if no store is named. */
async function openInbox({context, say}: SessionParts): Promise<Keeping> {
  const [{storingWith}, store] = await Promise.all([import('../../inbox/receive.ts'), namedStore(context)])
  const storeEvents = storingWith(store.appends.query)
  say({kind: 'inbox', text: storeName(store.address)})
  return {
    ...nothing,
    async keep(delivery, events) {
      await storeEvents(delivery, events)
      return undefined
    },
  }
}

/** Opens the spool of `--spool` and reports what is in it. @throws {UsageError} if it cannot be used. */
async function openSpooling(parts: SessionParts, named: string | true): Promise<Keeping> {
  const {config, context, say, defer} = parts
  const {io, clock} = context
  const folder = named === true ? join(config.paths.stateFolder, 'spool') : io.resolve(named)
  const spool = await openSpool(folder)
  defer(async () => {
    const open = spool.open()
    await spool.close()
    if (open > 0)
      io.note(
        `${plural(open, 'delivery waits', 'deliveries wait')} in ${folder}; msgr listen --spool goes on from there`,
      )
  })
  const left = plural(spool.left, 'delivery was left there and goes', 'deliveries were left there and go')
  const note = spool.left === 0 ? {} : {note: `${left} first`}
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
