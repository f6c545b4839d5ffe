import type {Command} from 'commander'
import {type Callback, readCallback, readPageFields} from '../../callback/subscriptions.ts'
import type {Context} from '../../context.ts'
import {shellWord} from '../../terminal/shell-word.ts'
import type {View} from '../../terminal/view.ts'
import {countedLines, type FleetRow, notShared, type Once} from '../shared/arguments/fleet.ts'

export interface WebhookStatus {
  /** Null when the app has no callback for Pages, or no app token is known. */
  readonly callback: Callback | null
  /** Whether the callback could be read. */
  readonly appKnown: boolean
  /** The fields of the Page that this app receives. */
  readonly pageFields: readonly string[]
  /** Fields subscribed at the app but not at the Page, and vice versa: neither arrives. */
  readonly missing: {readonly atPage: readonly string[]; readonly atApp: readonly string[]}
}

export function declare(command: Command): void {
  command.addHelpText(
    'after',
    `
An event arrives only when its field is subscribed at both levels: the callback of the app, and the Page.

Examples:
  $ msgr webhook status
  $ msgr webhook status --all-pages
  $ msgr webhook status --json | jq .missing`,
  )
}

export const run = (context: Context) => readStatus(context, notShared)

async function readStatus(context: Context, once: Once): Promise<WebhookStatus> {
  const api = await context.api()
  const {appToken, appId, graphUrl} = await context.connection()
  const isAppKnown = appToken !== undefined || context.globals.dryRun
  if (!isAppKnown) context.io.warn('The callback cannot be read without MSGR_APP_ID and MSGR_APP_SECRET')
  const callback = isAppKnown
    ? await once(`callback ${graphUrl} ${appToken}`, () => readCallback(api))
    : undefined
  const fields = callback?.fields ?? []
  const pageFields = await readPageFields(api, appId)
  return {
    callback: callback ?? null,
    appKnown: isAppKnown,
    pageFields,
    missing: {
      atPage: fields.filter(name => !pageFields.includes(name)),
      atApp: isAppKnown ? pageFields.filter(name => !fields.includes(name)) : [],
    },
  }
}

/** The row of a Page among several: what it receives, and which fields do not arrive. */
export const fleet = {
  run: readStatus,
  columns: () => ['fields'],
  inCommon: (statuses: readonly WebhookStatus[]) =>
    countedLines(
      'Callback',
      statuses.map(({callback, appKnown}) => callback?.url ?? (appKnown ? 'none' : undefined)),
    ),
  row: (status: WebhookStatus): FleetRow => {
    const {pageFields, missing} = status
    const problem = problemOf(status)
    return {
      state: problem === undefined ? 'ok' : 'fault',
      cells: [pageFields.length],
      problem,
      next: missing.atPage.length === 0 ? 'webhook status' : `webhook subscribe ${missing.atPage.join(' ')}`,
    }
  },
}

function problemOf({callback, appKnown: isAppKnown, pageFields, missing}: WebhookStatus): string | undefined {
  if (callback === null && isAppKnown) return 'the app has no callback'
  if (callback?.active === false) return 'the callback is inactive'
  if (pageFields.length === 0) return 'the Page is not subscribed'
  if (missing.atPage.length > 0) return `not at the Page: ${namesOf(missing.atPage)}`
  if (missing.atApp.length > 0) return `not at the app: ${namesOf(missing.atApp)}`
  return undefined
}

const namesOf = ([first = '', ...more]: readonly string[]) =>
  more.length === 0 ? first : `${first} and ${more.length} more`

export const view: View<WebhookStatus> = ({callback, appKnown: isAppKnown, pageFields, missing}, style) => {
  const url =
    callback === null
      ? isAppKnown
        ? 'none'
        : 'not known'
      : `${callback.url}${callback.active ? '' : style.bad('  inactive')}`
  return [
    `callback     ${callback === null ? style.warn(url) : url}`,
    `app fields   ${style.hanging(listed(callback?.fields ?? []), NAMES_WIDTH)}`,
    `Page fields  ${style.hanging(listed(pageFields), NAMES_WIDTH)}`,
    ...(callback === null && isAppKnown
      ? ['! no events arrive: the app has no callback', '  msgr webhook set <url>']
      : []),
    ...advice(missing.atPage, 'the Page', names => `msgr webhook subscribe ${names.join(' ')}`),
    ...(callback === null
      ? []
      : advice(
          missing.atApp,
          'the app',
          names => `msgr webhook set ${shellWord(callback.url)} --fields ${names.join(',')}`,
        )),
  ]
    .map(line => (line.startsWith('!') ? `${style.warn('!')}${line.slice(1)}` : line))
    .join('\n')
}

/** Of what stands before the fields. */
const NAMES_WIDTH = 13

const listed = (names: readonly string[]) => (names.length === 0 ? 'none' : names.join(', '))

function advice(
  names: readonly string[],
  where: string,
  command: (names: readonly string[]) => string,
): readonly string[] {
  return names.length === 0
    ? []
    : [`! not subscribed at ${where}: ${names.join(', ')}`, `  ${command(names)}`]
}
