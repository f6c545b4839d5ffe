import {formatReason, type Reason} from '../../../bulk/journal-entry.ts'
import type {SendEvent} from '../../../bulk/outcome.ts'
import {count} from '../../shared/wording/run-counts.ts'

/** One reason why people were not reached, with the number of people. The keys are a public API. */
export interface ReasonCount extends Required<Reason> {
  readonly outcome: 'failed' | 'skipped' | 'in-doubt'
  readonly count: number
  /** One of them. */
  readonly example: string
  /** What helps them, with the command to type; undefined where nothing does. */
  readonly next: string | undefined
}

/** Reasons beyond this number are counted together. */
const MAX_REASONS = 20
const further = 'other reasons'

/** Where a row was, and when something was, do not make it another reason. */
const details = /^line \d+: |\d{5,}|\d{4}-\d\d-\d\dT[\d:.]+Z/g

/** Counts why people were not reached, by code and message. */
export class ReasonCounts {
  readonly #counts = new Map<string, Omit<ReasonCount, 'next'>>()

  add(event: SendEvent): void {
    if (event.kind === 'failed' || event.kind === 'skipped' || event.kind === 'in-doubt')
      this.count(event.kind, event)
  }

  count(
    outcome: ReasonCount['outcome'],
    {psid: example, reason: whole, code, subcode, traceId}: Reason & {readonly psid: string},
  ): void {
    const key = `${outcome} ${code} ${subcode} ${whole.replaceAll(details, '#')}`
    const reason = whole.replace(/^line \d+: /, '')
    const known = this.#counts.get(key)
    if (known !== undefined) this.#counts.set(key, {...known, count: known.count + 1})
    else if (this.#counts.size < MAX_REASONS)
      this.#counts.set(key, {outcome, count: 1, reason, code, subcode, traceId, example})
    else {
      const others = this.#counts.get(`${outcome} ${further}`)?.count ?? 0
      this.#counts.set(`${outcome} ${further}`, {
        ...{outcome, count: others + 1, reason: further, example},
        ...{code: undefined, subcode: undefined, traceId: undefined},
      })
    }
  }

  /** The most frequent first. @param nextOf what helps against a reason */
  all(nextOf: (reason: Omit<ReasonCount, 'next'>) => string | undefined): readonly ReasonCount[] {
    return [...this.#counts.values()]
      .sort((one, other) => other.count - one.count)
      .map(each => ({...each, next: nextOf(each)}))
  }
}

const names = {failed: 'failed', skipped: 'skipped', 'in-doubt': 'in doubt'} as const
const MAX_SHOWN = 5

/** `  2 failed: (#100) Failed to fetch the file from the url (100, trace Axx), such as 6411223344556677`, and what helps. */
export function reasonLines(reasons: readonly ReasonCount[] = []): readonly string[] {
  const shown = reasons.slice(0, MAX_SHOWN)
  const more = reasons.length - shown.length
  return [
    ...shown.flatMap(({outcome, count: n, example, next, ...reason}) => [
      `  ${count(n)} ${names[outcome]}: ${formatReason(reason)}${example === '' ? '' : `, such as ${example}`}`,
      ...(next === undefined ? [] : [`    → ${next}`]),
    ]),
    ...(more === 0 ? [] : [`  and ${more} more ${more === 1 ? 'reason' : 'reasons'}`]),
  ]
}
