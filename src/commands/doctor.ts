import type {Command} from 'commander'
import type {Context} from '../context.ts'
import {type ExitCode, exitCodes} from '../errors.ts'
import type {Style, View} from '../terminal/view.ts'
import {type CheckedPage, lookUpPage} from './doctor/checked-page.ts'
import {checkNames, type Diagnosis, type Finding, forPage} from './doctor/finding.ts'
import {inCommon, rowOf} from './doctor/fleet.ts'
import {checkClock, checkNetwork, checkSettings, checkVersion} from './doctor/machine.ts'
import {checkLabels, checkSending, checkThreads} from './doctor/page.ts'
import {checkPageStatus} from './doctor/page-status.ts'
import {checkProfile} from './doctor/profile.ts'
import {checkAppSecret, checkPermissions, checkToken} from './doctor/token.ts'
import {checkWebhook} from './doctor/webhook.ts'
import {notShared, type Once} from './shared/arguments/fleet.ts'

export type {Diagnosis} from './doctor/finding.ts'

/** A row for each check. */
export const csv = {columns: ['check', 'state', 'text', 'mend'], rows: ({checks}: Diagnosis) => checks}

export function declare(command: Command): void {
  command.option('--strict', 'count warnings as faults').addHelpText(
    'after',
    `
Checks everything that can keep a Page from answering: settings, network, clock, token, permissions, version, whether the Page is
restricted and may send, the callback of the app and whether it verifies, subscribed fields at the app and at the Page, Get Started, domains, labels,
and whether another app controls the newest conversations. With an ad account, also what marketing messages need: its token, payment
method, terms, region, campaigns and webhook fields. Shows how to fix each fault. Nothing is changed.

With --page a,b or --all-pages, prints a row for each Page. What concerns the machine, the app or the ad account is checked once, and
shown once, below the table.

Exits with 0 when there are no faults, 4 when a token, the app secret or the permissions have one, else 1.

Examples:
  $ msgr doctor
  $ msgr doctor --all-pages
  $ msgr doctor --json | jq -r '.checks[] | select(.state == "fault").mend'`,
  )
}

const checks = [
  checkSettings,
  checkNetwork,
  checkClock,
  checkToken,
  checkAppSecret,
  checkPermissions,
  checkVersion,
  checkPageStatus,
  checkSending,
  checkWebhook,
  checkProfile,
  checkLabels,
  checkThreads,
  checkMarketing,
]

/** Only for a Page with an ad account. */
async function checkMarketing(checkedPage: CheckedPage): Promise<readonly Finding[]> {
  const {adAccount, adToken} = checkedPage.connection
  if (adAccount === undefined && adToken === undefined) return []
  return (await import('./doctor/marketing.ts')).checkMarketing(checkedPage)
}

interface Options {
  readonly strict?: boolean
}

export const run = (context: Context, options: Options) => diagnose(context, notShared, options)

export const fleet = {run: diagnose, row: rowOf, inCommon}

async function diagnose(context: Context, once: Once, {strict = false}: Options): Promise<Diagnosis> {
  const config = await context.config()
  const checkedPage = await lookUpPage(context, config, once)
  const {page} = context.globals
  const all = (await Promise.all(checks.map(check => check(checkedPage)))).flat()
  const found = all.map(finding => forPage(finding, page))
  const inOrder = found.toSorted(
    (one, other) => checkNames.indexOf(one.check) - checkNames.indexOf(other.check),
  )
  const count = (state: Finding['state']) => found.filter(finding => finding.state === state).length
  return {checks: inOrder, faults: count('fault'), warnings: count('warning'), strict}
}

const authorisation: readonly Finding['check'][] = ['token', 'app secret', 'permissions', 'ad token']

export function exitCode({checks: all, faults, warnings, strict}: Diagnosis): ExitCode {
  if (all.some(({check, state}) => state === 'fault' && authorisation.includes(check)))
    return exitCodes.unauthorised
  return faults > 0 || (strict && warnings > 0) ? exitCodes.failed : exitCodes.done
}

const NAME_WIDTH = Math.max(...checkNames.map(name => name.length))
/** A mark and a space before the name, two spaces after it. */
const AROUND_NAME = 4

export const view: View<Diagnosis> = ({checks: all, faults, warnings}, style) =>
  [...all.flatMap(finding => linesOf(finding, style)), '', summaryOf(faults, warnings, style)].join('\n')

function linesOf({check, state, text, mend}: Finding, style: Style): readonly string[] {
  const marks = {
    ok: style.good('✔'),
    warning: style.warn('!'),
    fault: style.bad('✖'),
    skipped: style.faint('-'),
  }
  const head = `${marks[state]} ${check.padEnd(NAME_WIDTH)}  `
  const said = style.hanging(text, NAME_WIDTH + AROUND_NAME)
  const line = `${head}${state === 'skipped' ? style.faint(said) : said}`
  return mend === undefined ? [line] : [line, `  ${' '.repeat(NAME_WIDTH)}  ${style.accent(mend)}`]
}

function summaryOf(faults: number, warnings: number, {good, bad, warn}: Style): string {
  const counted = (count: number, name: string) => `${count} ${name}${count === 1 ? '' : 's'}`
  const parts = [
    faults > 0 && bad(counted(faults, 'fault')),
    warnings > 0 && warn(counted(warnings, 'warning')),
  ]
  const said = parts.filter(Boolean)
  return said.length === 0 ? good('Nothing is wrong.') : said.join(', ')
}
