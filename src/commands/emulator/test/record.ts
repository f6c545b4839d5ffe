import {basename, extname} from 'node:path'
import {followStream} from '../../../chats/stream.ts'
import type {Context} from '../../../context.ts'
import type {EmulatorAccess} from '../../../emulator/find.ts'
import {MsgrError} from '../../../errors.ts'
import type {OutFile} from '../../shared/files/write-out.ts'
import type {Recorded} from './items.ts'

export interface RecordOptions {
  readonly file: string
  /** The opened file of `--record`. */
  readonly out: OutFile
  /** PSID; default: the first person to do something, with `last` the latest. */
  readonly person: string | undefined
  /** Records what has happened since the emulator started, instead of what happens from now on. */
  readonly last: boolean
}

/** Writes a chat file of what one person and the bot do. @throws {MsgrError} when they did nothing. */
export async function record(
  context: Context,
  emulator: EmulatorAccess,
  {file, out, person, last}: RecordOptions,
): Promise<Recorded> {
  const {psid, after} = last
    ? {psid: person ?? (await latest(context, emulator)), after: undefined}
    : await witness(context, emulator, person)
  if (psid === undefined) throw new MsgrError(`No person did anything, so ${file} was not written.`)
  const name = encodeURIComponent(basename(file, extname(file)))
  const {text, count} = await emulator.admin('GET', `chat/${psid}/test?name=${name}&after=${after ?? ''}`)
  if (count === 0) {
    throw new MsgrError(`There is no record of what ${psid} did, so ${file} was not written.`, {
      hint: 'The log of the emulator holds the newest 1,000 calls and events since it started',
    })
  }
  await out.write(text)
  return {kind: 'recorded', file, psid, steps: count}
}

async function latest({globals}: Context, emulator: EmulatorAccess): Promise<string | undefined> {
  const {pageId} = await emulator.connection(globals.page)
  const {people} = await emulator.admin('GET', `chat?page=${pageId}`)
  return people[0]?.psid
}

interface Witnessed {
  readonly psid: string | undefined
  /** The newest log entry before the recording began. */
  readonly after: string | undefined
}

/** Watches until Ctrl-C. Without a person, records the first one in an event. */
async function witness(
  {io, signal}: Context,
  emulator: EmulatorAccess,
  person: string | undefined,
): Promise<Witnessed> {
  const {entries} = await emulator.admin('GET', 'activity?limit=1')
  let psid = person
  const stream = await followStream(emulator.url, ([name, data]) => {
    if (name === 'activity' && data.kind === 'event') psid ??= data.psid
  })
  io.note(`● recording ${person ?? 'the first person who does something'} until Ctrl-C: ${emulator.url}/`)
  const aborted = new Promise<undefined>(resolve => {
    if (signal.aborted) resolve(undefined)
    signal.addEventListener('abort', () => resolve(undefined), {once: true})
  })
  const end = await Promise.race([aborted, stream.ended])
  stream.close()
  if (end !== undefined) throw end
  const after = entries.at(-1)?.id
  return {psid: psid ?? (await firstToAct(emulator, after)), after}
}

/** An event just before the end may be in the log but not yet in the stream. */
async function firstToAct(emulator: EmulatorAccess, after: string | undefined): Promise<string | undefined> {
  const {entries} = await emulator.admin('GET', `activity?kind=event&limit=1000&after=${after ?? ''}`)
  return entries.find(({psid}) => psid !== undefined)?.psid
}
