import {MAX_RATE} from '../../../src/bulk/pace.ts'
import type {ReportRow} from '../../../src/bulk/report.ts'
import type {Accepted} from './chaos-platform.ts'

/** What the store says of a run. */
export interface ReportedRun {
  readonly run: string
  readonly page: string
  readonly rows: readonly ReportRow[]
  /** How often a process took it. */
  readonly holds: number
}

export interface Evidence {
  readonly accepted: readonly Accepted[]
  readonly runs: readonly ReportedRun[]
  /** Requests in flight of a run. */
  readonly width: number
  readonly people: number
}

const SECOND_MS = 1000

/** What is wrong after everything that was disturbed was mended, in words; empty if all promises were kept. */
export function judgeStore({accepted, runs, width, people}: Evidence): readonly string[] {
  const idsOf = grouped(accepted, ({psid}) => psid)
  const rows = runs.flatMap(run => run.rows)
  return [
    ...(rows.length === people ? [] : [`${rows.length} people are reported, not ${people}`]),
    ...[...idsOf]
      .filter(([, got]) => got.length > 1)
      .map(([psid, got]) => `${psid} got it ${got.length} times`),
    ...rows.flatMap(({psid, outcome, messageId}) => {
      const got = idsOf.get(psid)?.map(({id}) => String(id)) ?? []
      if (outcome === 'in-doubt') return []
      if (outcome !== 'sent') return [`${psid} is lost: ${outcome}`]
      return got.includes(messageId ?? '') ? [] : [`${psid} is said to have got ${messageId}, and has ${got}`]
    }),
    ...runs.flatMap(({run, rows: own, holds}) => {
      const inDoubt = own.filter(({outcome}) => outcome === 'in-doubt').length
      const most = width * Math.max(0, holds - 1)
      return inDoubt <= most ? [] : [`${inDoubt} of the run ${run} are in doubt, at most ${most}`]
    }),
    ...busiest(accepted).flatMap(([page, most]) =>
      most <= MAX_RATE ? [] : [`the Page ${page} sent ${most} in a second`],
    ),
  ]
}

/** For each Page, the most messages in any second. */
export function busiest(accepted: readonly Accepted[]): readonly (readonly [page: string, most: number])[] {
  return [...grouped(accepted, ({page}) => page)].map(([page, own]) => {
    const times = own.map(({atMs}) => atMs).toSorted((one, other) => one - other)
    let first = 0
    const most = times.map((time, last) => {
      while (time - (times[first] ?? 0) >= SECOND_MS) first += 1
      return last - first + 1
    })
    return [page, Math.max(...most)]
  })
}

function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): ReadonlyMap<string, Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group === undefined) groups.set(keyOf(item), [item])
    else group.push(item)
  }
  return groups
}
