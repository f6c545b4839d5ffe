import {noSuchObject} from '../errors.ts'
import {markClicked, markRead} from '../resources/marketing-events.ts'
import type {MarketingSend} from '../state/marketing.ts'
import type {NotificationToken} from '../state/person.ts'
import type {World} from '../world.ts'
import {oneOf, refused} from './scene.ts'

type Act = (world: World, token: NotificationToken) => void

/** What a subscriber does without a conversation. */
const acts: Readonly<Record<string, Act>> = {
  read: (world, token) => markRead(world, newestSend(world, token)),
  click: (world, token) => markClicked(world, newestSend(world, token)),
  stop: (_world, token) => {
    token.isStopped = true
  },
  resume: (_world, token) => {
    token.isStopped = false
  },
}

/** @throws {PlatformError} for an unknown token, or one that got no message. */
export function actAsSubscriber(world: World, text: string, act: string): void {
  const token = world.state.notificationTokens[text]
  if (token === undefined) throw noSuchObject('POST', text)
  acts[oneOf('act', act, Object.keys(acts))]?.(world, token)
}

function newestSend({state}: World, {token}: NotificationToken): MarketingSend {
  const found = Object.values(state.marketingSends).findLast(send => send.token === token)
  if (found !== undefined) return found
  throw refused('This subscriber has got no marketing message')
}
