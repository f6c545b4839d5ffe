import type {Context} from '../../../context.ts'
import {explainGraphError} from '../../../platform/graph-errors.ts'
import type {ReasonCount} from './reasons.ts'

/** `msgr`, with the flags that name the Page and the emulator, as they were typed. */
export function typedCommand({globals}: Pick<Context, 'globals'>): string {
  const where = [
    globals.emulator ? ' --emulator' : '',
    globals.page === undefined ? '' : ` --page ${globals.page}`,
  ]
  return `msgr${where.join('')}`
}

/**
 * What helps the people who were not reached for a reason; undefined where nothing does, such as for somebody who is on the list twice.
 * @param run the run
 */
export function nextOfReason(
  context: Pick<Context, 'globals'>,
  run: string,
  {outcome, code, subcode, reason}: Omit<ReasonCount, 'next' | 'count' | 'example'>,
): string | undefined {
  const msgr = typedCommand(context)
  if (outcome === 'in-doubt') return `${msgr} broadcast resume ${run} --in-doubt check`
  const rule = code === undefined || code === 0 ? undefined : explainGraphError(code, {subcode, said: reason})
  if (rule?.reason === 'outsideWindow' || reason.startsWith('the messaging window closed'))
    return `a utility template or --via marketing reaches them: msgr broadcast report ${run} --outcome skipped --out later.csv`
  if (rule?.lostBy !== undefined)
    return `leave them out of the next: msgr broadcast report ${run} --outcome skipped --out gone.csv, then --not-to gone.csv`
  if (rule?.isUnknownPerson === true) return `is it their Page? ${msgr} whoami`
  if (outcome === 'failed') return `${msgr} broadcast retry ${run}`
  const isForNow = passing.some(words => reason.includes(words))
  return isForNow ? `${msgr} broadcast retry ${run} --outcome skipped` : undefined
}

/** Why somebody was skipped who can be reached later. */
const passing = [
  'canceled',
  '(--not-after) has passed',
  'can get the next marketing message at',
  'in the last 12 hours',
  '(for now)',
]
