import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {Summary} from '../../emulator/control/protocol.ts'
import {findEmulator} from '../../emulator/find.ts'
import type {WebhookAlert} from '../../emulator/state/app.ts'
import type {View} from '../../terminal/view.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {emulatorPlace} from './shared/reach.ts'

interface Alert extends Pick<WebhookAlert, 'kind' | 'appId' | 'pageId' | 'url'> {
  /** ISO 8601. */
  readonly failingSinceAt: string
}

type Shown = Omit<Summary, 'asOf' | 'alerts'> & {
  /** The platform's alerts to developers about callbacks that do not answer. */
  readonly alerts: readonly Alert[]
}

const toAlert = ({kind, appId, pageId, url, failingSinceMs}: WebhookAlert): Alert => ({
  ...{kind, appId, pageId, url},
  failingSinceAt: new Date(failingSinceMs).toISOString(),
})

export type Status =
  | {readonly running: false; readonly folder: string}
  | ({readonly running: true; readonly url: string} & Shown)

export function declare(command: Command): void {
  command.addHelpText(
    'after',
    '\nShows only an emulator started with msgr emulator start; --emulator alone starts one for a single command.',
  )
  addExamples(command, 'msgr emulator status')
}

export async function run(context: Context): Promise<Status> {
  const place = await emulatorPlace(context)
  const emulator = await findEmulator(place)
  if (emulator === undefined) return {running: false, folder: place.folder}
  const {pid, startedAt, now, pages, messagesSent, alerts} = await emulator.admin('GET', 'summary')
  return {
    running: true,
    url: emulator.url,
    pid,
    startedAt,
    now,
    pages,
    messagesSent,
    alerts: alerts.map(toAlert),
  }
}

export const view: View<Status> = (status, {bold, faint, good, bad, time}) => {
  if (!status.running) return `No emulator is running.   ${faint('Start one: msgr emulator start')}`
  const pages = status.pages.map(
    ({name, id, people, labels}) => `  ${name} ${faint(`(${id})`)}: ${people} people, ${labels} labels`,
  )
  return [
    `${good('✔')} ${bold(status.url)}   process ${status.pid}, its clock shows ${time(status.now)}`,
    ...pages,
    `  messages sent by Pages: ${status.messagesSent}`,
    ...status.alerts.map(alert => `${bad('✖')} ${describeAlert(alert)}`),
  ].join('\n')
}

function describeAlert({kind, appId, pageId, url, failingSinceAt}: Alert): string {
  const since = `${url} has accepted no delivery since ${failingSinceAt}`
  return kind === 'failing'
    ? `${since}. After an hour, app ${appId} will be unsubscribed from Page ${pageId}.`
    : `${since}: app ${appId} was unsubscribed from Page ${pageId}. Subscribe it again: msgr webhook subscribe`
}
