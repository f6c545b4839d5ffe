import type {LocalisedIceBreakers, LocalisedMenu, MessengerProfile} from '../../platform/messenger-profile.ts'
import {fullName} from '../resources/users.ts'
import type {PageState} from '../state/page.ts'
import type {Person} from '../state/person.ts'
import type {ConversationView, MenuItem, MenuView, Welcome} from './view-types.ts'

/** The screen before the first message. */
export function welcomeFor({profile}: PageState, person: Person): Welcome {
  const {greeting, get_started: getStarted, ice_breakers: questions} = profile as MessengerProfile
  const text = forLocale(greeting, person)?.text
  return {
    ...(text === undefined ? {} : {greeting: fillMacros(text, person)}),
    ...(getStarted === undefined ? {} : {getStarted: {payload: getStarted.payload}}),
    iceBreakers: iceBreakersFor(questions, person),
  }
}

function iceBreakersFor(questions: MessengerProfile['ice_breakers'], person: Person): Welcome['iceBreakers'] {
  if (questions === undefined) return []
  const isLocalised = questions.some(each => 'call_to_actions' in each)
  if (!isLocalised) return questions as Welcome['iceBreakers']
  return forLocale(questions as readonly LocalisedIceBreakers[], person)?.call_to_actions ?? []
}

/** Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/discovery/welcome-screen */
function fillMacros(text: string, person: Person): string {
  const values: Readonly<Record<string, string>> = {
    user_first_name: person.firstName,
    user_last_name: person.lastName,
    user_full_name: fullName(person),
  }
  return text.replace(
    /\{\{(\w+)\}\}/g,
    (macro, name: string) => (Object.hasOwn(values, name) ? values[name] : undefined) ?? macro,
  )
}

/** The person's own menu, or the Page's in their language; commands hide the Page's menu. */
export function menuFor({profile}: PageState, person: Person): MenuView | undefined {
  const {persistent_menu: ofPage, commands} = profile as MessengerProfile
  const menus = (person.persistentMenu ?? (commands === undefined ? ofPage : undefined)) as
    | readonly LocalisedMenu[]
    | undefined
  const menu = forLocale(menus, person)
  if (menu === undefined) return undefined
  const {composer_input_disabled: isDisabled = false, call_to_actions: items = []} = menu
  return {composerDisabled: isDisabled, items: items as readonly MenuItem[]}
}

export function commandsFor({profile}: PageState, person: Person): ConversationView['commands'] {
  return forLocale((profile as MessengerProfile).commands, person)?.commands ?? []
}

/** The entry for the person's locale, or else the default one. */
function forLocale<Localised extends {readonly locale: string}>(
  list: readonly Localised[] | undefined,
  {locale}: Person,
): Localised | undefined {
  return list?.find(each => each.locale === locale) ?? list?.find(each => each.locale === 'default')
}
