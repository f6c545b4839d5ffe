import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {platform, tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import type {Context} from '../../context.ts'
import {CancelledError, UsageError} from '../../errors.ts'
import {readEvent} from './load-event.ts'

/** What a shell says when there is no such program. */
const NOT_STARTED = 127

export interface Edited {
  readonly event: unknown
  /** Where it was saved; stays until it is discarded. */
  readonly file: string
  readonly discard: () => Promise<void>
}

/**
 * Lets a person change an event in their editor.
 * @throws {CancelledError} if nothing was changed or nothing is left; {UsageError} if it is not JSON, naming the file in which it
 * is kept, or if there is no editor.
 */
export async function edit(context: Context, event: unknown): Promise<Edited> {
  const {globals, signal} = context
  if (!globals.input) throw new UsageError('--edit and --no-input exclude each other', {hint: 'Use --set'})
  // A folder that only its owner can enter: editors leave copies beside a file.
  const file = join(await mkdtemp(join(tmpdir(), 'msgr-event-')), 'event.json')
  const discard = () => rm(dirname(file), {recursive: true, force: true})
  const before = `${JSON.stringify(event, null, 2)}\n`
  await writeFile(file, before, {mode: 0o600})
  try {
    await openEditor(context, file)
    signal.throwIfAborted()
    await assertChanged(file, before)
  } catch (error) {
    await discard()
    throw error
  }
  try {
    return {event: await readEvent(context, file), file, discard}
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    throw new UsageError(error.message, {
      hint: `What you wrote is kept there; correct it, then: msgr trigger ${file} --as-is`,
      cause: error,
    })
  }
}

async function openEditor({io, config}: Context, file: string): Promise<void> {
  const editor = (await config()).editor ?? (platform() === 'win32' ? 'notepad' : 'vi')
  const [program = '', ...args] = (editor.match(/"[^"]*"|\S+/g) ?? []).map(word => word.replaceAll('"', ''))
  const code = await io.runProgram(program, [...args, file], {})
  if (code === 0) return
  if (code === NOT_STARTED)
    throw new UsageError(`There is no editor ${program}`, {hint: 'Name yours: EDITOR="code --wait"'})
  throw new CancelledError(`Nothing was changed: the editor ended with ${code}`)
}

async function assertChanged(file: string, before: string): Promise<void> {
  const after = (await readFile(file, 'utf8').catch(() => '')).trim()
  if (after === '') throw new CancelledError('Nothing was changed: the event is empty')
  if (after === before.trim())
    throw new CancelledError('Nothing was changed: the event is as it was, and was not sent')
}
