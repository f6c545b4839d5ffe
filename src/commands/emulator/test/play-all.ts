import {dirname} from 'node:path'
import type {Chat, Step} from '../../../chats/chat.ts'
import type {Stage} from '../../../chats/conversation.ts'
import type {Failure} from '../../../chats/failure.ts'
import type {Outcome} from '../../../chats/junit.ts'
import {followNotices} from '../../../chats/notices.ts'
import {play} from '../../../chats/play.ts'
import type {Context} from '../../../context.ts'
import type {EmulatorAccess} from '../../../emulator/find.ts'
import {MsgrError} from '../../../errors.ts'
import type {Item} from './items.ts'

export interface PlayAllOptions {
  readonly timeoutMs: number
  /** Stops after the first chat that fails. */
  readonly bail: boolean
  /** Gets the outcome of each chat, including one ended by an error. */
  readonly outcomes: Outcome[]
}

/** Plays one chat after another. @throws as `play` does. */
export async function* playAll(
  context: Context,
  emulator: EmulatorAccess,
  chats: readonly Chat[],
  {timeoutMs, bail, outcomes}: PlayAllOptions,
): AsyncGenerator<Item> {
  const {io, signal, globals} = context
  const notices = await followNotices(emulator.url, signal)
  context.onExit(notices.close)
  const {pageId} = await emulator.connection(globals.page)
  const stage: Stage = {emulator, pageId, notices}
  /** A terminal shows times; piped output stays the same from run to run. */
  const showsTimes = io.isOutTerminal || globals.format !== 'text'
  for (const chat of chats) {
    const {name, file, line} = chat
    yield {kind: 'chat', name, file, line}
    const begin = performance.now()
    let failed: {readonly failure: Failure; readonly step?: Step | undefined} | undefined
    try {
      const folder = dirname(io.resolve(file))
      for await (const {psid, step, ms, failure} of play(stage, chat, {timeoutMs, signal, folder})) {
        if (failure !== undefined) failed = {failure, step}
        yield {
          kind: 'step',
          ok: failure === undefined,
          step: step?.label,
          file,
          line: step?.line,
          psid,
          ms: showsTimes ? ms : undefined,
          failure,
        }
      }
    } catch (error) {
      if (error instanceof MsgrError)
        failed = {failure: {message: error.message, differences: [], said: [], trouble: []}}
      throw error
    } finally {
      outcomes.push({chat, ms: Math.round(performance.now() - begin), ...failed})
    }
    if (bail && failed !== undefined) return
  }
}
