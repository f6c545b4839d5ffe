import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import type {Context} from '../../context.ts'
import {CancelledError, UsageError} from '../../errors.ts'
import {readEvent} from './load-event.ts'

/** The exit code of a shell when there is no such program. */
const NOT_STARTED = 127

export interface Edited {
  readonly event: unknown
  /** Where the event is saved, until `discard` is called. */
  readonly file: string
  readonly discard: () => Promise<void>
}

/**
 * Lets a person change an event in their editor.
 * @throws {CancelledError} if nothing was changed or nothing is left; {UsageError} if it is not JSON, naming the file where it
 * is saved, or if there is no editor.
 */
export async function edit(context: Context, event: unknown): Promise<Edited> {
  const {globals, signal} = context
  if (!globals.input) throw new UsageError('--edit and --no-input exclude each other', {hint: 'Use --set'})
  // A folder that only its owner can open: editors leave copies next to a file.
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
      hint: `What you wrote is saved there; correct it, then: msgr trigger ${file} --as-is`,
      cause: error,
    })
  }
}

async function openEditor({io, config}: Context, file: string): Promise<void> {
  const editor = (await config()).editor ?? (io.platform === 'win32' ? 'notepad' : 'vi')
  const [program = '', ...args] = (editor.match(/"[^"]*"|\S+/g) ?? []).map(word => word.replaceAll('"', ''))
  const code = await io.runProgram(program, [...args, file], {})
  if (code === 0) return
  if (code === NOT_STARTED)
    throw new UsageError(`There is no editor ${program}`, {hint: 'Set yours: EDITOR="code --wait"'})
  throw new CancelledError(`Nothing was changed: the editor ended with ${code}`)
}

async function assertChanged(file: string, before: string): Promise<void> {
  const after = (await readFile(file, 'utf8').catch(() => '')).trim()
  if (after === '') throw new CancelledError('Nothing was changed: the event is empty')
  if (after === before.trim())
    throw new CancelledError('Nothing was changed: the event was not edited, so it was not sent')
}
