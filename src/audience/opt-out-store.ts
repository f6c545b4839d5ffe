import {fileOptOuts} from '../bulk/opt-outs/file-opt-outs.ts'
import {listsMention} from '../bulk/opt-outs/mentions.ts'
import type {NameOf, OptOutPage, OptOuts} from '../bulk/opt-outs/opt-outs.ts'
import type {PostgresOptOuts} from '../bulk/opt-outs/postgres-opt-outs.ts'
import type {Context} from '../context.ts'

type Places = Pick<Context, 'config' | 'store' | 'clock' | 'random' | 'signal'>

/**
 * The list of a Page, of which nothing was read: in the database that the settings name, else in the state folder.
 * @param nameOf Needed where people are asked about by their tokens.
 */
export async function optOutsIn(context: Places, page: OptOutPage, nameOf?: NameOf): Promise<OptOuts> {
  return (await sharedIn(context, page, nameOf)) ?? hereIn(context, page, nameOf)
}

/**
 * The same, read. What a list of this machine has of people whom the store does not know goes to the store first, so that whoever
 * opted out before there was a store gets nothing.
 * @throws {MsgrError} if a list is damaged or cannot be read.
 */
export async function readOptOutsIn(
  context: Places & Pick<Context, 'globals' | 'io'>,
  page: OptOutPage,
  nameOf?: NameOf,
): Promise<OptOuts> {
  const shared = await sharedIn(context, page, nameOf)
  const here = await hereIn(context, page, nameOf)
  const list = shared ?? here
  await list.refresh()
  if (shared !== undefined && here.count > 0) await carryOver(context, here, shared)
  return list
}

async function carryOver(
  {globals, io}: Pick<Context, 'globals' | 'io'>,
  here: OptOuts,
  shared: PostgresOptOuts,
): Promise<void> {
  const unknown = []
  for await (const entry of here.readOptedOut()) if (!shared.isKnown(entry.psid)) unknown.push(entry)
  if (unknown.length === 0 || globals.dryRun) return
  const added = await shared.append(unknown.reverse())
  io.note(`The list of this machine had people who opted out and were not in the store: added ${added}`)
}

/** Whether any list has this person in it, as someone who opted out or came back. Finding out is much faster than reading a list. */
export async function isMentioned(context: Pick<Context, 'config' | 'store'>, psid: string) {
  const {paths} = await context.config()
  const isHere = await listsMention(paths.stateFolder, psid)
  const store = await context.store()
  if (isHere || store === undefined) return isHere
  const {storeMentions} = await import('../bulk/opt-outs/postgres-opt-outs.ts')
  return storeMentions(store, psid)
}

async function sharedIn(
  context: Places,
  page: OptOutPage,
  nameOf: NameOf | undefined,
): Promise<PostgresOptOuts | undefined> {
  const store = await context.store()
  if (store === undefined) return undefined
  const {PostgresOptOuts} = await import('../bulk/opt-outs/postgres-opt-outs.ts')
  const {clock, signal} = context
  return new PostgresOptOuts({...page, store, clock, signal, nameOf})
}

async function hereIn({config, clock, random}: Places, page: OptOutPage, nameOf: NameOf | undefined) {
  const {paths} = await config()
  return fileOptOuts({...page, stateFolder: paths.stateFolder, clock, random}, nameOf)
}
