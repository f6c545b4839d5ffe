import type {Context} from '../../../context.ts'
import {MsgrError} from '../../../errors.ts'
import type {Notice} from '../../../terminal/ci-report.ts'
import {plainStyle} from '../../../terminal/style.ts'
import type {Style} from '../../../terminal/view.ts'

/** Somebody else changed what msgr applied, and nobody agreed to overwrite it; nothing was written. */
export class DriftError extends MsgrError {
  override readonly name = 'DriftError'
  override readonly code = 'DRIFT'

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

/** For CI: the Page does not match the file. */
export function differing(page: string, places: readonly string[], file: string | undefined): Notice {
  const message = `${page} does not match the file: ${places.join(', ')}`
  return {level: 'error', title: 'Drift', message, file}
}

/** For CI: somebody else changed what msgr applied. */
export function drifting(page: string, drift: readonly string[], file: string | undefined): Notice {
  const message = `Somebody else changed ${drift.join(', ')} ${page} since the last apply`
  return {level: 'warning', title: 'Drift', message, file}
}

export interface Agreement extends Drift {
  /** The planned changes, for the person who is asked. */
  readonly lines: (style: Style) => readonly string[]
  readonly question: string
}

/**
 * Whether the changes may be made: a person is asked if there is one; if not, they may, unless they would overwrite what
 * somebody else changed. `--yes` agrees to everything.
 * @throws {CancelledError} if the person answers no.
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
