import type {Command} from 'commander'
import type {Context} from '../../../context.ts'
import {appTokenOf} from '../../../emulator/find.ts'
import type {View} from '../../../terminal/view.ts'
import {addExamples} from '../../shared/wording/examples.ts'
import {reach} from '../shared/reach.ts'

export const json = 'document'

/** What a program needs to act for a Page of the emulator, unmasked: none of it is valid anywhere else. */
export interface Shown {
  readonly pageId: string
  readonly pageName: string
  readonly pageToken: string
  /** Of a person who administers the Page; undefined if none is valid. */
  readonly userToken: string | undefined
  readonly appId: string
  readonly appToken: string
  readonly appSecret: string
  readonly verifyToken: string
  /** Undefined on a day before marketing messages. */
  readonly adAccount: string | undefined
  /** For calls of the ad account; undefined if none is valid. */
  readonly adToken: string | undefined
}

export function declare(command: Command): void {
  addExamples(
    command,
    'msgr emulator token show',
    'msgr emulator token show --json | jq -r .pageToken',
    'msgr emulator token show --page "Acme Support"',
  )
}

export async function run(context: Context): Promise<Shown> {
  const emulator = await reach(context)
  const connection = await emulator.connection(context.globals.page)
  const {pageId, pageName, pageToken, userToken, appId, appSecret, verifyToken} = connection
  const {adAccount, adToken} = connection
  const appToken = appTokenOf(connection)
  // Inside emulator exec, these are also the secrets of the settings.
  context.io.reveal([pageToken, userToken, appToken, appSecret, verifyToken, adToken])
  return {
    ...{pageId, pageName, pageToken, userToken, appId, appToken, appSecret, verifyToken},
    ...{adAccount, adToken},
  }
}

export const view: View<Shown> = ({pageId, pageName, ...shown}) =>
  [
    `Page           ${pageName} (${pageId})`,
    `page token     ${shown.pageToken}`,
    ...(shown.userToken === undefined ? [] : [`user token     ${shown.userToken}`]),
    `app            ${shown.appId}`,
    `app token      ${shown.appToken}`,
    `app secret     ${shown.appSecret}`,
    `verify token   ${shown.verifyToken}`,
    ...(shown.adAccount === undefined ? [] : [`ad account     ${shown.adAccount}`]),
    ...(shown.adToken === undefined ? [] : [`ad token       ${shown.adToken}`]),
  ].join('\n')
