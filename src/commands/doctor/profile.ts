import {type MessengerProfile, profileProperties} from '../../platform/messenger-profile.ts'
import {shellWord} from '../../terminal/shell-word.ts'
import {attempt, type CheckedPage} from './checked-page.ts'
import {type Finding, found} from './finding.ts'

/** Whether people can start a conversation, and whether the links of the menu may open inside Messenger. */
export async function checkProfile({api, page}: CheckedPage): Promise<readonly Finding[]> {
  const [getStarted, domains] = [found('get started'), found('domains')]
  const skip = (why: string) => [getStarted.skipped(why), domains.skipped(why)]
  if ('error' in page) return skip('needs a token')
  const read = await attempt(() => api.messengerProfile.get(profileProperties))
  return 'error' in read ? skip(read.error.message) : [checkGetStarted(read.value), checkDomains(read.value)]
}

function checkGetStarted({
  get_started: button,
  persistent_menu: menu,
  ice_breakers: breakers,
}: MessengerProfile): Finding {
  const {ok, fault, warning} = found('get started')
  const mend = mendByFile({get_started: {payload: 'GET_STARTED'}})
  if (button !== undefined) return ok(`its payload is ${button.payload}`)
  const waiting = [menu && 'the persistent menu', breakers && 'ice breakers'].filter(Boolean)
  return waiting.length > 0
    ? fault(`it is not set, and ${waiting.join(' and ')} need it`, mend)
    : warning(
        'it is not set: a new person sees no button to start with, and no postback arrives when they do',
        mend,
      )
}

function checkDomains({
  persistent_menu: menus = [],
  whitelisted_domains: domains = [],
}: MessengerProfile): Finding {
  const {ok, fault} = found('domains')
  const known = domains.map(originOf)
  const needed = menus
    .flatMap(({call_to_actions: items = []}) => items)
    .flatMap(item =>
      item.type === 'web_url' && item.messenger_extensions === true ? [originOf(item.url)] : [],
    )
  const lacking = [...new Set(needed)].filter(origin => !known.includes(origin))
  if (lacking.length === 0) return ok(domains.length === 0 ? 'none needed' : domains.join(', '))
  return fault(
    `links of the menu open with Messenger Extensions, and their domains are not whitelisted: ${lacking.join(', ')}`,
    mendByFile({whitelisted_domains: [...domains, ...lacking]}),
  )
}

const mendByFile = (profile: MessengerProfile) =>
  `echo ${shellWord(JSON.stringify(profile))} | msgr profile set -`

/** What is compared: scheme and host, in lower case. */
function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url
}
