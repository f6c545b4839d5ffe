import type {Context} from '../../../context.ts'
import {exitCodes, MsgrError} from '../../../errors.ts'
import type {Notice} from '../../../terminal/ci-report.ts'
import {plainStyle} from '../../../terminal/style.ts'
import type {Style} from '../../../terminal/view.ts'

/** Somebody else changed what msgr applied, and nobody said that it is to be overwritten; nothing was written. */
export class DriftError extends MsgrError {
  override readonly name = 'DriftError'
  override readonly code = 'DRIFT'
  override readonly exitCode = exitCodes.differs

  constructor(drift: Drift, keep: string) {
    super(driftSentence(drift), {hint: `To overwrite it: --yes; to keep it: ${keep}`})
  }
}

export interface Drift {
  /** What was changed. */
  readonly drift: readonly string[]
  /** When msgr applied last, ISO 8601. */
  readonly since: string | undefined
}

/** `Somebody else changed persistent_menu since the last apply (2026-11-27T08:00:00.000Z)` */
function driftSentence({drift, since}: Drift): string {
  return `Somebody else changed ${drift.join(', ')} since the last apply (${since ?? 'not finished'})`
}

/** For CI: the Page is not as the file says. */
export function differing(page: string, places: readonly string[], file: string | undefined): Notice {
  const message = `${page} is not as the file says: ${places.join(', ')}`
  return {level: 'error', title: 'Drift', message, file}
}

/** For CI: somebody else changed what msgr applied. */
export function drifting(page: string, drift: readonly string[], file: string | undefined): Notice {
  const message = `Somebody else changed ${drift.join(', ')} ${page} since the last apply`
  return {level: 'warning', title: 'Drift', message, file}
}

export interface Agreement extends Drift {
  /** What is about to be done, for a person who is asked. */
  readonly lines: (style: Style) => readonly string[]
  readonly question: string
}

/**
 * Whether it may be done: a person is asked where there is one; where there is none, it may unless it would overwrite what
 * somebody else did. `--yes` agrees to all of it.
 * @throws {CancelledError} when the person says no.
 */
export async function agreeTo(
  {io, prompt, globals}: Pick<Context, 'io' | 'prompt' | 'globals'>,
  {drift, since, lines, question}: Agreement,
): Promise<boolean> {
  if (globals.dryRun) return true
  if (!globals.yes && !io.isInteractive) return drift.length === 0
  if (drift.length > 0) io.warn(driftSentence({drift, since}), {})
  if (globals.yes) return true
  for (const line of lines(plainStyle)) io.note(line)
  await prompt.agree(question)
  return true
}
