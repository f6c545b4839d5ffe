import type {CreativeMessage} from '../../platform/message-creatives.ts'
import {dynamicName} from '../../platform/message-creatives.ts'
import type {Message} from '../../platform/messages.ts'
import type {StoredBroadcast} from '../state/broadcast.ts'
import type {Person} from '../state/person.ts'
import {bare} from '../state/state.ts'
import type {World} from '../world.ts'
import {peopleIn} from './broadcast-audience.ts'
import {announceSent} from './echo.ts'
import {store} from './people.ts'

/** The time between two people of a broadcast, in ms. */
const PER_PERSON_MS = 50

/** Advances every broadcast to the emulated time; returns whether anything changed. */
export function runBroadcasts(world: World): boolean {
  let hasChanged = false
  for (const broadcast of Object.values(world.state.broadcasts))
    if (runBroadcast(world, broadcast)) hasChanged = true
  return hasChanged
}

function runBroadcast(world: World, broadcast: StoredBroadcast): boolean {
  const {startMs, status, pageId, audience} = broadcast
  const isOpen = status === 'SCHEDULED' || status === 'IN_PROGRESS'
  if (!isOpen || startMs > world.now()) return false
  if (status === 'SCHEDULED') {
    broadcast.status = 'IN_PROGRESS'
    broadcast.pending = peopleIn(world, pageId, audience).map(({psid}) => psid)
  }
  const sentBefore = broadcast.sentCount
  let atMs = startMs + (sentBefore + 1) * PER_PERSON_MS
  for (; broadcast.pending.length > 0 && atMs <= world.now(); atMs += PER_PERSON_MS) {
    const person = world.state.people.get(broadcast.pending.shift() ?? '')
    if (person !== undefined) deliver({...world, now: () => atMs}, broadcast, person)
  }
  if (broadcast.pending.length === 0) broadcast.status = 'FINISHED'
  return broadcast.status !== status || broadcast.sentCount !== sentBefore
}

function deliver(world: World, broadcast: StoredBroadcast, person: Person): void {
  const creative = world.state.creatives[broadcast.creativeId]
  if (creative === undefined || person.hasBlockedPage) return
  const {appId, messagingType, tag} = broadcast
  const message = messageFor(person, creative.message)
  const stored = store(world, person, {
    from: 'page',
    ...(message.text === undefined ? {} : {text: message.text}),
    message: {...message},
    sentBy: {
      appId,
      ...(messagingType === undefined ? {} : {messagingType}),
      ...(tag === undefined ? {} : {tag}),
    },
  })
  broadcast.sentCount += 1
  announceSent(world, {person, stored, message, attachment: undefined})
}

/** A creative's text for one person. If a name is not known, the whole text is the fallback. */
function messageFor({firstName, lastName}: Person, message: CreativeMessage): Message {
  if (!('dynamic_text' in message)) return message
  const names = bare({first_name: firstName, last_name: lastName})
  const {text, fallback_text: fallback} = message.dynamic_text
  const isKnown = [...text.matchAll(dynamicName)].every(([, name = '']) => names[name])
  return {text: isKnown ? text.replaceAll(dynamicName, (_, name: string) => names[name] ?? '') : fallback}
}
