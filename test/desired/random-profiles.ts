import type {MessengerProfile} from '../../src/platform/messenger-profile.ts'

export type Random = () => number

/** Numbers in [0, 1), the same for the same seed. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const locales = ['en_GB', 'fr_FR', 'de_DE', 'ja_JP', 'es_LA']
const words = ['Talk to us', 'Shop', 'Hours', 'Aide', 'Größe', '予約', 'Help 👋', 'Offers']
const hosts = ['shop.example', 'Help.example', 'a.b.example', 'pay.example']

/** A profile that `profile validate` takes, written in any of the ways that mean the same. */
export function randomProfile(random: Random): MessengerProfile {
  const chance = (probability: number) => random() < probability
  const whole = (least: number, most: number) => least + Math.floor(random() * (most - least + 1))
  const oneOf = <Item>(items: readonly Item[]): Item => items[whole(0, items.length - 1)] as Item
  const some = <Item>(items: readonly Item[]) => shuffled(items.filter(() => chance(0.5)))
  const many = <Item>(least: number, most: number, make: () => Item) =>
    Array.from({length: whole(least, most)}, make)
  const shuffled = <Item>(items: readonly Item[]) =>
    items
      .map(item => [random(), item] as const)
      .sort(([one], [other]) => one - other)
      .map(([, item]) => item)
  const byLocale = <Entry extends object>(make: () => Entry) =>
    shuffled(['default', ...some(locales)].map(locale => ({locale, ...make()})))
  const payload = () => oneOf(['CARE', 'HOURS', 'SHOP', `P${whole(1, 9)}`])

  const domains = some(hosts).map(host => `https://${host}${oneOf(['', '/'])}`)
  const link = () => {
    const isExtended = domains.length > 0 && chance(0.3)
    const host = isExtended ? oneOf(domains).replace(/\/$/, '') : 'https://elsewhere.example'
    return {
      type: 'web_url' as const,
      title: oneOf(words),
      url: `${host}/${whole(1, 4)}`,
      ...(chance(0.4) ? {webview_height_ratio: oneOf(['compact', 'tall', 'full'] as const)} : {}),
      ...(isExtended ? {messenger_extensions: true} : chance(0.1) ? {messenger_extensions: false} : {}),
      ...(chance(0.1) ? {webview_share_button: 'hide' as const} : {}),
    }
  }
  const menuItem = () =>
    chance(0.5) ? link() : {type: 'postback' as const, title: oneOf(words), payload: payload()}
  const menu = () => ({
    ...(chance(0.3) ? {composer_input_disabled: chance(0.5)} : {}),
    call_to_actions: many(1, 6, menuItem),
  })
  const iceBreaker = () => ({question: `${oneOf(words)}?`, payload: payload()})
  const commands = () => ({
    commands: many(1, 5, () => ({name: `c${whole(1, 6)}`, description: oneOf(words)})),
  })
  const hasMenu = chance(0.6)
  return {
    ...(domains.length > 0 ? {whitelisted_domains: domains} : {}),
    ...(hasMenu ? {persistent_menu: byLocale(menu)} : {}),
    ...(hasMenu || chance(0.5) ? {get_started: {payload: payload()}} : {}),
    ...(chance(0.6) ? {greeting: byLocale(() => ({text: `${oneOf(words)} {{user_first_name}}`}))} : {}),
    ...(chance(0.5)
      ? {
          ice_breakers: chance(0.3)
            ? many(1, 4, iceBreaker)
            : byLocale(() => ({call_to_actions: many(1, 4, iceBreaker)})),
        }
      : {}),
    ...(chance(0.4) ? {commands: byLocale(commands)} : {}),
    ...(chance(0.4) ? {account_linking_url: `https://shop.example/link/${whole(1, 3)}`} : {}),
  }
}

/** A profile and another, which often has much in common with it. */
export function randomPair(random: Random): readonly [MessengerProfile, MessengerProfile] {
  const [before, after] = [randomProfile(random), randomProfile(random)]
  if (random() < 0.3) return [before, after]
  const kept = Object.entries(before).filter(() => random() < 0.6)
  const mixed: MessengerProfile = {...after, ...Object.fromEntries(kept)}
  return [before, isValid(mixed) ? mixed : after]
}

function isValid({
  persistent_menu: menu,
  get_started: start,
  whitelisted_domains: domains = [],
}: MessengerProfile) {
  const hosts = domains.map(domain => domain.toLowerCase().replace(/\/$/, ''))
  const pages = (menu ?? []).flatMap(({call_to_actions: items = []}) =>
    items.flatMap(item =>
      item.type === 'web_url' && item.messenger_extensions ? [item.url.toLowerCase()] : [],
    ),
  )
  return (
    (menu === undefined || start !== undefined) &&
    pages.every(page => hosts.some(host => page.startsWith(host)))
  )
}
