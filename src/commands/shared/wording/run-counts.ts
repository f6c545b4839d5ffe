import type {RunCounts} from '../../../bulk/run-counts.ts'

/** `40 s`, `12 min`, `3 h 20 min`. */
export function formatDuration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** A rate per second, with a decimal only if it is small. */
export function roundRate(perSecond: number): number {
  return perSecond < 10 ? Math.round(perSecond * 10) / 10 : Math.round(perSecond)
}

/** `12,345` */
export function count(number: number): string {
  return number.toLocaleString('en-US')
}

/** `412 of 1,000 sent, 3 failed` @param word what happened to those `sent`: `accepted` */
export function formatCounts(
  {
    total,
    sent,
    failed,
    skipped,
    inDoubt,
  }: Pick<RunCounts, 'total' | 'sent' | 'failed' | 'skipped' | 'inDoubt'>,
  word = 'sent',
): string {
  const others = [
    [failed, 'failed'],
    [skipped, 'skipped'],
    [inDoubt, 'in doubt'],
  ] as const
  const parts = others.filter(([number]) => number > 0).map(([number, name]) => `${count(number)} ${name}`)
  return [`${count(sent)} of ${count(total)} ${word}`, ...parts].join(', ')
}
