import type {PanelName} from '../data/state.ts'

/** What each panel is called, in the menu and as its heading. */
export const panelTitles: Readonly<Record<PanelName, string>> = {
  bot: 'A bot that answers',
  answer: 'Answer as the Page',
  keep: 'Save this chat',
  webhook: 'Webhook',
  faults: 'Faults',
  clock: 'Clock',
  profile: 'Messenger Profile',
}
