import type {Command} from 'commander'
import type {Api} from '../../../api/index.ts'
import {parsePsid} from '../../../audience/people.ts'
import type {Context} from '../../../context.ts'
import {isSame} from '../../../desired/same.ts'
import {type Input, UsageError} from '../../../errors.ts'
import type {RuleFault} from '../../../platform/faults.ts'
import {isObject} from '../../../platform/fields-schema.ts'
import type {Psid} from '../../../platform/ids.ts'
import type {LocalisedMenu} from '../../../platform/messenger-profile.ts'
import type {JudgedSettings} from '../../../platform/messenger-profile-check.ts'
import type {View} from '../../../terminal/view.ts'
import {completedArgument} from '../../shared/arguments/completed.ts'
import {today} from '../../shared/arguments/target-time.ts'
import {madeOf, readPlaced} from '../../shared/files/placed-document.ts'
import {addExamples} from '../../shared/wording/examples.ts'
import {judge} from '../../shared/wording/faults.ts'

export interface SetMenu {
  readonly psid: Psid
  /** The languages the menu is in. */
  readonly locales: readonly string[]
}

export function declare(command: Command): void {
  command
    .addArgument(completedArgument('people', '<psid>', 'the person'))
    .addArgument(
      completedArgument(
        'files',
        '<file>',
        'JSON or YAML with persistent_menu, or only its list; - reads standard input',
      ),
    )
    .addHelpText(
      'after',
      `
The person sees it instead of the menu of the Page. Asks before replacing a menu of the person. The platform allows 10 calls in
10 minutes for each person; this command makes 2.`,
    )
  addExamples(command, 'msgr profile menu set 6411223344556677 menu.yaml')
}

export async function run(context: Context, psid: string, file: string): Promise<SetMenu> {
  const person = parsePsid(psid)
  const {menu: given, input} = await readMenu(context, file)
  const settings = {psid: person, ...given}
  const api = await context.api()
  const judged = await judgeSettings(context, api, settings)
  judge(context.io, input, judged.faults)
  const {persistent_menu: menu} = judged.settings as {readonly persistent_menu: readonly LocalisedMenu[]}
  if (!context.globals.dryRun) await agreeToReplace(context, api, person, menu)
  await api.customUserSettings.setMenu(person, menu)
  return {psid: person, locales: menu.map(({locale}) => locale)}
}

/** A file with `persistent_menu`, or only its list. @throws {UsageError} if it contains neither. */
async function readMenu(
  context: Context,
  file: string,
): Promise<{readonly menu: object; readonly input: Input}> {
  const {data, input} = await readPlaced(context, file)
  if (Array.isArray(data))
    return {
      menu: {persistent_menu: data},
      input: madeOf(input, ([, ...inList]) => inList),
    }
  if (isObject(data)) return {menu: data, input}
  throw new UsageError(`${input.name} does not contain a menu`, {
    hint: 'It has persistent_menu with a list of menus, one for each language',
  })
}

/** Asks before replacing a menu that the person has. @throws {CancelledError} */
async function agreeToReplace(
  {prompt}: Context,
  {customUserSettings}: Api,
  psid: Psid,
  menu: readonly LocalisedMenu[],
): Promise<void> {
  const {user_level_persistent_menu: own} = await customUserSettings.get(psid)
  if (own !== undefined && !isSame(own, menu)) await prompt.agree(`${psid} already has a menu. Replace it?`)
}

/** Reads the domains of the Page only if a page inside Messenger needs them; a dry run reads nothing. */
async function judgeSettings(context: Context, api: Api, settings: unknown): Promise<JudgedSettings> {
  const {judgeUserSettings} = await import('../../../platform/messenger-profile-check.ts')
  const options = {today: await today(context), apiVersion: (await context.connection()).apiVersion}
  const judged = judgeUserSettings(settings, options)
  if (!judged.faults.some(isAboutDomains)) return judged
  if (context.globals.dryRun)
    return {...judged, faults: judged.faults.filter(fault => !isAboutDomains(fault))}
  const {whitelisted_domains: domains = []} = await api.messengerProfile.get(['whitelisted_domains'])
  return judgeUserSettings(settings, {...options, domains})
}

const isAboutDomains = ({rule}: RuleFault): boolean => rule === 'whitelist'

export const view: View<SetMenu> = ({psid, locales}, {good}) =>
  `${good('✔')} Set the menu of ${psid} for ${locales.join(', ')}`
