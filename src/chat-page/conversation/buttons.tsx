import type {JSX} from 'preact'
import {type Acting, useActing, type WebviewSheet} from './acting.ts'
import {asFields, asText, type Fields} from './fields.ts'
import {Icon, type IconName} from './icons.tsx'

/** The titles of buttons that have none. */
const fixedTitles: Readonly<Record<string, string>> = {
  account_link: 'Log In',
  account_unlink: 'Log Out',
  element_share: 'Share',
  audio_call: 'Call',
  payment: 'Buy',
  app: 'Open app',
}

const icons: Readonly<Record<string, IconName>> = {
  phone_number: 'phone',
  audio_call: 'phone',
  account_link: 'lock',
  account_unlink: 'lock',
  game_play: 'game',
  element_share: 'reply',
  payment: 'bag',
}

/** The buttons below a text or card, stacked. */
export function Buttons({
  of,
  mid,
}: {
  readonly of: readonly Fields[]
  readonly mid: string
}): JSX.Element | null {
  if (of.length === 0) return null
  return (
    <div class="buttons">
      {of.map((button, index) => (
        <TemplateButton key={index} button={button} mid={mid} />
      ))}
    </div>
  )
}

function TemplateButton({button, mid}: {readonly button: Fields; readonly mid: string}): JSX.Element {
  const acting = useActing()
  const type = asText(button['type']) ?? ''
  const icon = icons[type]
  return (
    <button type="button" class="button" onClick={() => press(acting, button, mid)}>
      {icon !== undefined && <Icon name={icon} size={16} />}
      <span dir="auto">{titleOf(button)}</span>
    </button>
  )
}

const titleOf = (button: Fields): string =>
  asText(button['title']) ?? asText(button['text']) ?? fixedTitles[asText(button['type']) ?? ''] ?? 'Open'

/** Does what Messenger does when a person taps a button, wherever the button is. */
export function press({act, open, page}: Acting, button: Fields, mid: string): void {
  const title = titleOf(button)
  const payload = asText(button['payload'])
  switch (asText(button['type'])?.toLowerCase()) {
    case 'postback':
      void act('tap', {payload: payload ?? '', title, mid})
      break
    case 'web_url':
    case 'url':
      openWeb({act, open}, button, mid)
      break
    case 'account_link':
      openPage(
        {act, open},
        {
          url: asText(button['url']) ?? '',
          title,
          heightRatio: 'full',
          hasExtensions: false,
          isLogin: true,
        },
        mid,
      )
      break
    case 'account_unlink':
      void act('unlink')
      break
    case 'phone_number':
      open({kind: 'note', title, lines: [`The phone would call ${payload ?? 'no number'}.`]})
      break
    case 'audio_call':
      open({kind: 'note', title, lines: [`Messenger would call ${page.name}.`, ...payloadLine(payload)]})
      break
    case 'game_play':
      open({kind: 'note', title, lines: ['Messenger would start the Instant Game.', ...gameLines(button)]})
      break
    case 'app':
      open({
        kind: 'note',
        title,
        lines: ['Messenger would open the app:', ...appLines(button)],
      })
      break
    case 'element_share':
      open({kind: 'note', title, lines: ['Messenger would ask whom to share this with.']})
      break
    default:
      open({
        kind: 'note',
        title,
        lines: ['The emulator does nothing for this kind of button:', JSON.stringify(button)],
      })
  }
}

const payloadLine = (payload: string | undefined): readonly string[] =>
  payload === undefined ? [] : [`Payload: ${payload}`]

const appLines = (button: Fields): readonly string[] =>
  ['android_url', 'ios_url'].flatMap(key => asText(button[key]) ?? [])

function gameLines(button: Fields): readonly string[] {
  const {player_id: player, context_id: group} = asFields(button['game_metadata'])
  return [
    ...payloadLine(asText(button['payload'])),
    ...(player === undefined ? [] : [`Opponent: player ${player}`]),
    ...(group === undefined ? [] : [`Context: ${group}`]),
  ]
}

/** Opens the page of a URL button, an item of the menu, or the default action of a card. */
export function openWeb(acting: Pick<Acting, 'act' | 'open'>, action: Fields, mid?: string): void {
  const ratio = asText(action['webview_height_ratio'])?.toLowerCase()
  openPage(
    acting,
    {
      url: asText(action['url']) ?? '',
      title: asText(action['title']),
      heightRatio: ratio === 'compact' || ratio === 'tall' ? ratio : 'full',
      hasExtensions: action['messenger_extensions'] === true,
      fallbackUrl: asText(action['fallback_url']),
    },
    mid,
  )
}

/** Opens it for the person at once: who closes it before it is drawn has opened it all the same. */
function openPage(
  {act, open}: Pick<Acting, 'act' | 'open'>,
  sheet: Omit<WebviewSheet, 'kind' | 'opened'>,
  mid: string | undefined,
): void {
  const opened = act('open', {url: sheet.url, ...(mid === undefined ? {} : {mid})})
  open({...sheet, kind: 'webview', opened})
}
