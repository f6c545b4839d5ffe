import type {ComponentType} from 'preact'
import type {PanelName} from '../data/state.ts'
import {AnswerPanel} from './answer/panel.tsx'
import {BotPanel} from './bot/panel.tsx'
import {ClockPanel} from './clock/panel.tsx'
import {FaultsPanel} from './faults/panel.tsx'
import {KeepPanel} from './keep/panel.tsx'
import {ProfilePanel} from './profile/panel.tsx'
import {WebhookPanel} from './webhook/panel.tsx'

/** What each panel shows; loaded together, when the first one opens. */
export const panelBodies: Readonly<Record<PanelName, ComponentType>> = {
  bot: BotPanel,
  answer: AnswerPanel,
  keep: KeepPanel,
  webhook: WebhookPanel,
  faults: FaultsPanel,
  clock: ClockPanel,
  profile: ProfilePanel,
}
