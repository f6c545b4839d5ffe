import type {Command} from 'commander'
import type {Api} from '../../../api/index.ts'
import type {Context} from '../../../context.ts'
import type {RuleFault} from '../../../platform/faults.ts'
import type {Psid} from '../../../platform/ids.ts'
import type {LocalisedMenu} from '../../../platform/messenger-profile.ts'
import type {View} from '../../../terminal/view.ts'
import {judge} from '../../faults.ts'
import {parsePsid} from '../../people.ts'
import {readDocument} from '../../placed-document.ts'
import {today} from '../../today.ts'

export interface SetMenu {
  readonly psid: Psid
  /** The languages the menu is in. */
  readonly locales: readonly string[]
}

export function declare(command: Command): void {
  command
    .argument('<psid>', 'the person')
    .argument('<file>', 'JSON or YAML with persistent_menu, or only its list; - reads standard input')
    .addHelpText(
      'after',
      '\nThe person sees it instead of the menu of the Page. 10 calls in 10 minutes for each person.',
    )
}

export async function run(context: Context, psid: string, file: string): Promise<SetMenu> {
  const person = parsePsid(psid)
  const document = await readDocument(context, file)
  const settings = {
    psid: person,
    ...(Array.isArray(document) ? {persistent_menu: document} : Object(document)),
  }
  const api = await context.api()
  judge(context.io, file, await faultsOf(context, api, settings))
  const menu: readonly LocalisedMenu[] = settings.persistent_menu
  await api.customUserSettings.setMenu(person, menu)
  return {psid: person, locales: menu.map(({locale}) => locale)}
}

/** The domains of the Page, which a page inside Messenger needs, are asked for only then; a dry run asks nothing. */
async function faultsOf(context: Context, api: Api, settings: unknown): Promise<readonly RuleFault[]> {
  const {checkUserSettings} = await import('../../../platform/messenger-profile-check.ts')
  const options = {today: await today(context), apiVersion: (await context.connection()).apiVersion}
  const faults = checkUserSettings(settings, options)
  if (!faults.some(isAboutDomains)) return faults
  if (context.globals.dryRun) return faults.filter(fault => !isAboutDomains(fault))
  const {whitelisted_domains: domains = []} = await api.messengerProfile.get(['whitelisted_domains'])
  return checkUserSettings(settings, {...options, domains})
}

const isAboutDomains = ({rule}: RuleFault): boolean => rule === 'whitelist'

export const view: View<SetMenu> = ({psid, locales}, {good}) =>
  `${good('✔')} Set the menu of ${psid} for ${locales.join(', ')}`
