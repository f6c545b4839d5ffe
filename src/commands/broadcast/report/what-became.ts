import type {Manifest} from '../../../bulk/manifest.ts'
import {readReported} from '../../../bulk/report.ts'
import type {Context} from '../../../context.ts'
import {findLastRecording} from '../../../webhook/recordings.ts'
import type {FoundRun} from '../shared/run-argument.ts'
import {readLaterRuns} from './later-runs.ts'
import {Lives} from './lives.ts'
import {EventReader, type RecordedEvents} from './read-events.ts'
import {type TapSlots, tapSlotsOf} from './tap-slots.ts'

/** What recordings and later runs show of a run. */
export interface WhatBecame {
  readonly lives: Lives
  readonly slots: TapSlots
  readonly recorded: RecordedEvents
}

/** The files of recordings; `last` is the newest one without a name. @throws {UsageError} if there is no last one. */
export async function recordingFiles(
  {config}: Pick<Context, 'config'>,
  names: readonly string[],
): Promise<readonly string[]> {
  const {paths} = await config()
  return Promise.all(names.map(name => (name === 'last' ? findLastRecording(paths.stateFolder) : name)))
}

/**
 * Reads what became of the messages of a run. Its memory depends on the number of people, not on the recordings.
 * @throws {UsageError} for a file that is not a recording.
 */
export async function readWhatBecame(
  {io}: Pick<Context, 'io'>,
  {stored, store, manifest}: Pick<FoundRun, 'stored' | 'store'> & {readonly manifest: Manifest},
  files: readonly string[],
): Promise<WhatBecame> {
  const {run, page, channel, message, recipients} = manifest
  const lives = new Lives(recipients.total)
  let line = 0
  for await (const reported of readReported(stored)) {
    line += 1
    if (reported.row.outcome === 'sent') lives.addPerson(line, reported)
  }
  const slots = tapSlotsOf(message)
  const events = new EventReader({run, page, isMarketing: channel !== undefined, lives, slots})
  for (const file of files) await events.read(io.readLines(file), file)
  await readLaterRuns({io}, store, manifest, lives)
  return {lives, slots, recorded: events.found}
}
