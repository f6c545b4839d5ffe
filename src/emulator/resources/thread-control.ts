import type {AppId} from '../../platform/ids.ts'
import type {SendRequest} from '../../platform/messages.ts'
import {
  CONVERSATION_ROUTING_SINCE,
  MAX_CONTROL_SECONDS,
  threadControlRoutes as routes,
} from '../../platform/thread-control.ts'
import {PAGE_INBOX_APP_ID} from '../../platform/webhook-events.ts'
import {missingParameter, PlatformError} from '../errors.ts'
import {answerList, type NodeType} from '../graph/nodes.ts'
import type {App} from '../state/app.ts'
import type {Conversation} from '../state/conversation.ts'
import type {Person} from '../state/person.ts'
import {activeControl, appNameOf, giveControl, writingApp} from '../state/thread-owner.ts'
import {type Call, type Endpoint, pageOf, type Resource, type World} from '../world.ts'
import {addNotice, conversationOf, personOnPage} from './people.ts'
import {invalid, notText} from './refusals.ts'

/** A change of control: who asks, for whose conversation, and which app controls it now, if any. */
interface Change {
  readonly world: World
  readonly call: Call
  readonly person: Person
  readonly conversation: Conversation
  readonly owner: AppId | undefined
}

const endpoint = (answer: Endpoint['answer']): Endpoint => ({
  tokens: ['page'],
  scopes: ['pages_messaging'],
  answer,
})

const change = (carryOut: (change: Change) => void): Endpoint =>
  endpoint((world, call) => {
    const {recipient} = call.params
    if (recipient === undefined) throw missingParameter('recipient')
    const {id} = (typeof recipient === 'object' ? recipient : {}) as {readonly id?: unknown}
    if (typeof id !== 'string') throw notText('recipient[id]')
    carryOut(changeFor(world, call, personOnPage(world, call, id)))
    return {success: true}
  })

function changeFor(world: World, call: Call, person: Person): Change {
  const conversation = conversationOf(world, person)
  return {world, call, person, conversation, owner: activeControl(conversation, world.now())?.appId}
}

const appType: NodeType<App> = {
  name: 'Application',
  id: ({id}) => id,
  defaults: [],
  fields: {name: ({name}) => name},
}

export const threadControl: Resource = {
  [routes.owner]: endpoint((world, call) => {
    const psid = call.params['recipient']
    if (psid === undefined) throw missingParameter('recipient')
    const person = personOnPage(world, call, String(psid))
    const control = activeControl(conversationOf(world, person), world.now())
    if (control === undefined) return {data: []}
    const isShown = [control.appId, pageOf(call).defaultAppId].includes(call.app.id)
    const expiration = Math.floor(control.untilMs / 1000)
    return {data: [{thread_owner: {...(isShown ? {app_id: control.appId} : {}), expiration}}]}
  }),
  [routes.pass]: change(handOver => {
    demandWriter(handOver, 'pass')
    pass(handOver, targetApp(handOver.world, handOver.call.params['target_app_id'], 'target_app_id'))
  }),
  [routes.take]: change(take),
  [routes.request]: change(request),
  [routes.release]: change(({world, call, person, owner}) => {
    if (owner !== call.app.id) throw refused('release')
    release(world, person, call.app.id)
  }),
  [routes.extend]: change(({world, call, conversation, owner}) => {
    const seconds = Number(call.params['duration'] ?? Number.NaN)
    if (call.params['duration'] === undefined) throw missingParameter('duration')
    if (!Number.isInteger(seconds) || seconds < 1 || seconds > MAX_CONTROL_SECONDS)
      throw invalid(`Param duration is out of range (${MAX_CONTROL_SECONDS})`)
    if (owner !== call.app.id) throw refused('extend')
    const untilMs = world.now() + seconds * 1000
    conversation.control = {appId: owner, untilMs: Math.max(untilMs, conversation.control?.untilMs ?? 0)}
  }),
  [routes.secondaryReceivers]: endpoint((world, call) => {
    const page = pageOf(call)
    const connected = Object.values(world.state.tokens).filter(({pageId}) => pageId === page.id)
    const receivers = Object.values(world.state.apps).filter(
      ({id}) => id !== page.defaultAppId && connected.some(({appId}) => appId === id),
    )
    return answerList(appType, receivers, world, call)
  }),
}

/**
 * What the `thread_control` of a send does once the message is accepted.
 * @throws {PlatformError} when it cannot be done, before anything is sent.
 */
export function planHandOver(
  world: World,
  call: Call,
  person: Person,
  wish: NonNullable<SendRequest['thread_control']>,
): () => void {
  if (wish.control_type === 'release') return () => release(world, person, call.app.id)
  const target = wish.app_id ?? pageOf(call).defaultAppId
  const appId = targetApp(world, target, 'thread_control[app_id]')
  return () => pass(changeFor(world, call, person), appId)
}

/** @throws {PlatformError} when another app controls the conversation. */
export function demandControl(world: World, call: Call, person: Person): void {
  const writer = writingApp(pageOf(call), conversationOf(world, person), world.now())
  if (writer === undefined || writer === call.app.id) return
  throw new PlatformError(
    10,
    '(#10) Message failed to send because another app is controlling this thread now.',
    {subcode: 2018300},
  )
}

function pass(handOver: Change, target: AppId): void {
  const {world, call, person, conversation, owner} = handOver
  giveControl(conversation, target, world.now())
  const names = [call.app.id, target].map(appId => appNameOf(world.state, appId))
  addNotice(world, person, `${names[0]} passed control to ${names[1]}`)
  announce(handOver, target, 'pass_thread_control', {
    previous_owner_app_id: owner ?? null,
    new_owner_app_id: target,
  })
}

/** Any app may take an idle conversation, only the default app one that is controlled. */
function take(change: Change): void {
  const {world, call, person, conversation, owner} = change
  const {defaultAppId} = pageOf(call)
  if (defaultAppId === undefined)
    throw new PlatformError(10, '(#10) Thread control cannot be taken: the Page has no default app.')
  const taker = call.app.id
  if (owner !== undefined && owner !== taker && taker !== defaultAppId) throw refused('take')
  giveControl(conversation, taker, world.now())
  if (owner !== taker) addNotice(world, person, `${appNameOf(world.state, taker)} took over`)
  if (owner === undefined || owner === taker) return
  announce(change, owner, 'take_thread_control', {previous_owner_app_id: owner, new_owner_app_id: taker})
}

function release(world: World, person: Person, appId: AppId): void {
  delete conversationOf(world, person).control
  addNotice(world, person, `${appNameOf(world.state, appId)} released control`)
}

/** Source: Conversation Routing, 2025-09-24: supported without a default app only. */
function request(change: Change): void {
  const {world, call, owner} = change
  const {defaultAppId} = pageOf(call)
  const isRouted = defaultAppId !== undefined && world.today() >= CONVERSATION_ROUTING_SINCE
  if (isRouted)
    throw new PlatformError(10, '(#10) Thread control cannot be requested: the Page has a default app.')
  const asked = owner ?? defaultAppId
  if (asked === undefined || asked === call.app.id) return
  addNotice(world, change.person, `${appNameOf(world.state, call.app.id)} asked for control`)
  announce(change, asked, 'request_thread_control', {requested_owner_app_id: call.app.id})
}

/** Only the app that may write in a conversation may pass it on. */
function demandWriter({world, call, conversation}: Change, verb: string): void {
  const writer = writingApp(pageOf(call), conversation, world.now())
  if (writer !== undefined && writer !== call.app.id) throw refused(verb)
}

/** The platform publishes no texts for these refusals. */
function refused(verb: string): PlatformError {
  return new PlatformError(10, `(#10) This app may not ${verb} control: it does not control this thread now.`)
}

/** @throws {PlatformError} for an id that is not that of an app. */
function targetApp(world: World, id: unknown, param: string): AppId {
  if (id === undefined) throw missingParameter(param)
  const appId = String(id) as AppId
  if (appId === PAGE_INBOX_APP_ID || Object.hasOwn(world.state.apps, appId)) return appId
  throw invalid(`Param ${param} must be the id of an app that is connected to the Page - got "${appId}".`)
}

/** Notifies the app that a change concerns. The Page Inbox gets no events. */
function announce(
  {world, call, person}: Change,
  appId: AppId,
  kind: 'pass_thread_control' | 'take_thread_control' | 'request_thread_control',
  apps: Readonly<Record<string, AppId | null>>,
): void {
  world.deliver({
    pageId: person.pageId,
    field: 'messaging_handovers',
    appId,
    item: {
      sender: {id: person.psid},
      recipient: {id: person.pageId},
      timestamp: world.now(),
      [kind]: {...apps, metadata: String(call.params['metadata'] ?? '')},
    },
  })
}
