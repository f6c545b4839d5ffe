import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {type ExitCode, exitCodes, MsgrError} from '../../errors.ts'
import type {FeatureReview, PageRestriction, PageViolation} from '../../platform/page-status.ts'
import {restrictionEndMs, restrictionsAt} from '../../platform/page-status.ts'
import type {Style, View} from '../../terminal/view.ts'
import type {FleetRow} from '../shared/arguments/fleet.ts'
import {targetNow} from '../shared/arguments/target-time.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {toIso} from '../shared/wording/times.ts'

/** A restriction that holds now. Its keys are a public API. */
interface Restriction {
  /** As the platform names it: `page_messaging`. */
  readonly feature: string | undefined
  readonly description: string | undefined
  readonly appliedAt: string | undefined
  /** Undefined when it has no end. */
  readonly endsAt: string | undefined
}

interface Violation {
  readonly type: string | undefined
  readonly description: string | undefined
  readonly url: string | undefined
}

export interface PageStatusResult {
  /** In the platform's word. */
  readonly status: string | undefined
  /** Whether a restriction holds now. */
  readonly restricted: boolean
  readonly restrictions: readonly Restriction[]
  readonly violations: readonly Violation[]
  /** Undefined when they could not be read. */
  readonly featureReviews: readonly FeatureReview[] | undefined
}

export function declare(command: Command): void {
  command.addHelpText(
    'after',
    `
Shows what the platform says of the Page: whether it is restricted, from what, until when, and for which violations; and what was
requested in reviews of features. Needs the permission pages_manage_metadata. The platform documents that a Page has this status; the
exact form of its answer is likely, not certain: msgr api GET /me/page_status prints it as it comes.

Exits with 4 when a restriction holds. With --page a,b or --all-pages, prints a row for each Page.`,
  )
  addExamples(command, 'msgr page status', 'msgr page status --all-pages', 'msgr page status --json')
}

export async function run(context: Context): Promise<PageStatusResult> {
  const {pageStatus} = await context.api()
  const answer = await pageStatus.get()
  const [featureReviews, nowMs] = await Promise.all([readReviews(context), targetNow(context)])
  const restrictions = restrictionsAt(answer, nowMs)
  return {
    status: answer.status,
    restricted: restrictions.length > 0,
    restrictions: restrictions.map(toRestriction),
    violations: (answer.violations ?? []).map(toViolation),
    featureReviews,
  }
}

/** Says less than the status, and must not hide it. */
async function readReviews({api, io}: Context): Promise<readonly FeatureReview[] | undefined> {
  try {
    const reviews = await (await api()).pageStatus.featureReviews()
    return reviews.map(({feature, status}) => ({feature, status}))
  } catch (error) {
    if (!(error instanceof MsgrError)) throw error
    io.note(`The reviews of features could not be read: ${error.message}`)
    return undefined
  }
}

const toRestriction = (restriction: PageRestriction): Restriction => ({
  feature: restriction.feature,
  description: restriction.description,
  appliedAt: toIso(restrictionEndMs({expiration_time: restriction.applied_time ?? 0})),
  endsAt: toIso(restrictionEndMs(restriction)),
})

const toViolation = ({type, description, url}: PageViolation): Violation => ({type, description, url})

export const exitCode = ({restricted}: PageStatusResult): ExitCode =>
  restricted ? exitCodes.unauthorised : exitCodes.done

export const csv = {
  columns: ['feature', 'description', 'appliedAt', 'endsAt'],
  rows: ({restrictions}: PageStatusResult) => restrictions,
}

/** The row of a Page among several: until when it is restricted, from what and why. */
export const fleet = {
  columns: () => ['until'],
  row: ({restrictions: [first], violations}: PageStatusResult): FleetRow => {
    const types = violations.map(({type}) => type ?? 'unknown').join(', ')
    if (first === undefined && types === '') return {state: 'ok', cells: [''], problem: undefined}
    return {
      state: first === undefined ? 'warning' : 'fault',
      cells: [first === undefined ? '' : (first.endsAt?.slice(0, 10) ?? 'no end')],
      problem: [first?.feature, types].filter(Boolean).join(': '),
      next: 'page status',
    }
  },
}

export const view: View<PageStatusResult> = (
  {status, restricted, restrictions, violations, featureReviews},
  style,
) => {
  const {good, bad} = style
  const lines = [
    restricted ? bad('✖ The Page is restricted') : good('✔ The Page is not restricted'),
    ...restrictions.map(each => line('restricted', restrictionText(each, style), style)),
    ...violations.map(each => line('violation', violationText(each), style)),
    ...(status === undefined ? [] : [line('status', status, style)]),
    line('reviews', reviewsText(featureReviews), style),
  ]
  return lines.join('\n')
}

const NAME_WIDTH = 10

const line = (name: string, text: string, {hanging}: Style) =>
  `${name.padEnd(NAME_WIDTH)}  ${hanging(text, NAME_WIDTH + 2)}`

function restrictionText({feature, description, endsAt}: Restriction, {time}: Style): string {
  const until = endsAt === undefined ? 'without an end' : `until ${time(endsAt)}`
  return [`${feature ?? 'a feature without a name'}, ${until}`, description].filter(Boolean).join(': ')
}

const violationText = ({type, description, url}: Violation) =>
  [[type ?? 'of an unknown type', description].filter(Boolean).join(': '), url].filter(Boolean).join('  ')

function reviewsText(reviews: PageStatusResult['featureReviews']): string {
  if (reviews === undefined) return 'unknown'
  if (reviews.length === 0) return 'none'
  return reviews.map(({feature, status}) => `${feature} ${status}`).join(', ')
}
