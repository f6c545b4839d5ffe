import type {Context, ProgressBar} from '../../../context.ts'
import {count, formatDuration} from './run-counts.ts'

const REDRAW_MS = 200

/** Shows how far an import is, how fast, and how long it takes, a few times a second. */
export function importProgress(
  {clock}: Pick<Context, 'clock'>,
  bar: ProgressBar,
): (counts: {readonly total: number; readonly remaining: number}) => void {
  const startMs = clock.now()
  let first: number | undefined
  let lastMs = Number.NEGATIVE_INFINITY
  return ({total, remaining}) => {
    const nowMs = clock.now()
    const done = total - remaining
    first ??= done
    if (nowMs - lastMs < REDRAW_MS) return
    lastMs = nowMs
    const perSecond = Math.max(1, done - first) / Math.max(1, (nowMs - startMs) / 1000)
    const left = formatDuration(remaining / perSecond)
    bar.update(`${count(done)} of ${count(total)}, ${Math.round(perSecond)}/s, ${left} left`)
  }
}
