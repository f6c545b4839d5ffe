import {MsgrError} from '../../errors.ts'
import {isNumericId} from '../../platform/ids.ts'
import {serveFile} from '../chat/files.ts'
import {noSuchObject, PlatformError} from '../errors.ts'
import {returnFromLogin} from '../people/perform.ts'
import {demandText, optionalText} from '../people/scene.ts'
import type {OwnReply} from '../reply.ts'
import {drawCode} from '../resources/code-picture.ts'
import {type SeededPeople, seedPeople} from '../state/seed-people.ts'
import type {StoredMessage} from '../state/state.ts'
import {isEmulatedTime, toPlatformTime} from '../state/time.ts'
import type {World} from '../world.ts'
import {chatHandlers} from './chat-handlers.ts'
import {dayOf, findConnection} from './connections.ts'
import {exportAll, importAll} from './exporting.ts'
import {type Admin, type AdminRequest, type Handler, readJson} from './handler.ts'
import {borrowCallback, loanState, readLoan, returnCallback} from './lent-callback.ts'
import {readFault} from './read-fault.ts'
import {type Switches, switchHandlers, whole} from './switches.ts'

const handlers: Readonly<Record<string, Handler>> = {
  'GET health': ({identity, world}) => ({
    ok: true,
    ...identity,
    now: new Date(world.now()).toISOString(),
    ...dayOf(world.now()),
  }),
  'GET connection': ({world}, {url}) =>
    findConnection(world.state, world.now(), url.searchParams.get('page') ?? undefined),
  'POST connection': ({connection}, request) => connection(optionalText({words: readJson(request)}, 'page')),
  'GET summary': summarise,
  'GET people': ({world}, {url}) => {
    const page = url.searchParams.get('page')
    return Object.values(world.state.people).filter(({pageId}) => page === null || pageId === page)
  },
  ...chatHandlers,
  'GET account_linking': ({world}, {url}) => returnFromLogin(world, url.searchParams, url.origin),
  'GET posts': ({world}) => Object.values(world.state.posts),
  'POST review': ({world}, request) => {
    world.state.templateReviewMs = whole('seconds', readJson(request)['seconds'] ?? 0) * 1000
    return {seconds: world.state.templateReviewMs / 1000}
  },
  'GET sent': ({world}, {url}) => sentMessages(world, url.searchParams.get('metadata') ?? ''),
  'GET deliveries': ({deliveries}) => deliveries,
  ...byJson(switchHandlers),
  'GET gaps': ({gaps}) => gaps.list(),
  'GET clock': toldClock,
  'POST clock': (admin, request) => {
    const {now, advanceMs = 0, reset} = readJson(request)
    if (reset === true) {
      admin.setClock(undefined)
      return toldClock(admin)
    }
    const target = (now === undefined ? admin.world.now() : Date.parse(String(now))) + Number(advanceMs)
    if (!isEmulatedTime(target))
      throw new PlatformError(100, `"${now ?? advanceMs}" is not a time; write 2026-11-22T12:00:00Z`)
    admin.setClock(target)
    return toldClock(admin)
  },
  'POST routing': ({world}, request) => {
    const words = readJson(request)
    return setDefaultApp(world, optionalText({words}, 'page') ?? '', optionalText({words}, 'defaultApp'))
  },
  'GET webhook': ({world}, {url}) => loanState(world, url.searchParams.get('url') ?? ''),
  'POST webhook': ({world}, request, [act]) => {
    const given = readJson(request)
    return act === 'return'
      ? returnCallback(world, demandText({words: given}, 'url'))
      : borrowCallback(world, readLoan(given))
  },
  'GET faults': ({faults}) => faults.list(),
  'POST faults': ({faults}, request, [act]) => {
    if (act !== 'clear') return faults.add(readFault(readJson(request)))
    faults.clear()
    return {ok: true}
  },
  'GET calls': ({calls}) => calls.list(),
  'POST seed': ({world}, request) => seed(world, readJson(request)),
  'POST reset': async ({replaceState}) => {
    await replaceState()
    return {ok: true}
  },
  'GET export': exportAll,
  'POST import': importAll,
}

/** What takes an object and gives one. */
function byJson(named: Switches): Readonly<Record<string, Handler>> {
  return Object.fromEntries(
    Object.entries(named).map(([name, handler]) => [
      name,
      (admin: Admin, request: AdminRequest) => handler(admin, readJson(request)),
    ]),
  )
}

/** Answers a call under `/_msgr/`: what is ours, and not the platform's. */
export async function answerAdmin(request: AdminRequest, admin: Admin): Promise<OwnReply> {
  const [, , name = '', ...parts] = request.url.pathname.split('/')
  // The Graph API's answers name these, under whatever host it was asked.
  if (request.method === 'GET' && name === 'pictures') return picture(admin.world, parts[0] ?? '')
  if (request.method === 'GET' && name === 'codes') return codePicture(admin.world, parts[0] ?? '')
  if (request.method === 'GET' && name === 'files') return serveFile(admin.chat.files, parts)
  if (request.method === 'GET' && name === 'stream') return {status: 200, stream: admin.chat.stream.join}
  const handler = handlers[`${request.method} ${name}`]
  if (handler === undefined)
    return {status: 404, body: {error: {message: `There is no ${request.method} /_msgr/${name}`}}}
  try {
    return {status: 200, body: await handler(admin, request, parts)}
  } catch (error) {
    if (error instanceof PlatformError) return {status: error.status, body: error.toBody()}
    if (!(error instanceof MsgrError)) throw error
    const {code, message, hint, reason, data} = error
    return {status: 400, body: {error: {code, message, hint, reason, data}}}
  }
}

/** What people choose in the settings of a Page: the app that owns idle conversations, or none. */
function setDefaultApp({state}: World, pageId: string, appId: string | undefined): unknown {
  const page = state.pages[pageId]
  if (page === undefined) throw noSuchObject('POST', pageId)
  const app = appId === undefined ? undefined : state.apps[appId]
  if (appId !== undefined && app === undefined) throw noSuchObject('POST', appId)
  if (app === undefined) delete page.defaultAppId
  else page.defaultAppId = app.id
  return {ok: true}
}

const MAX_SEEDED_PEOPLE = 1_000_000

function seed(world: World, {people, page}: {people?: unknown; page?: unknown}): SeededPeople {
  const found = world.state.pages[String(page)] ?? Object.values(world.state.pages)[0]
  if (found === undefined) throw noSuchObject('POST', String(page))
  const count = Number(people)
  if (Number.isInteger(count) && count > 0 && count <= MAX_SEEDED_PEOPLE)
    return seedPeople(world.state, found, count, world.now())
  throw new PlatformError(100, `people is a whole number from 1 to ${MAX_SEEDED_PEOPLE}`)
}

function toldClock({world}: Admin): {readonly now: string; readonly offsetMs: number} {
  return {now: new Date(world.now()).toISOString(), offsetMs: world.state.clockOffsetMs}
}

function summarise({world, identity}: Admin): unknown {
  const {state} = world
  const pages = Object.values(state.pages).map(({id, name}) => ({
    id,
    name,
    people: Object.values(state.people).filter(({pageId}) => pageId === id).length,
    labels: Object.values(state.labels).filter(({pageId}) => pageId === id).length,
  }))
  const sent = [...state.messages.values()].filter(({from}) => from === 'page').length
  const alerts = state.alerts.filter(({isOver}) => !isOver)
  return {
    ...identity,
    now: new Date(world.now()).toISOString(),
    pages,
    messagesSent: sent + state.forgottenSent,
    alerts,
  }
}

/**
 * Every message the Page sent and the platform accepted: what really happened, whatever a client believes. Only those
 * whose metadata begins so.
 */
function sentMessages({state}: World, metadata: string): unknown {
  const isMeant = (message: StoredMessage['message']) =>
    String(message['metadata'] ?? '').startsWith(metadata)
  return [...state.messages.values()]
    .filter(({from, message}) => from === 'page' && isMeant(message))
    .map(({id, conversationId, atMs, message, sentBy}) => ({
      message_id: id,
      psid: state.conversations[conversationId]?.psid,
      created_time: toPlatformTime(atMs),
      message,
      ...sentBy,
    }))
}

/** A picture of a person or a Page: the first letter on a colour of their own. */
function picture({state}: World, file: string): OwnReply {
  const id = file.replace(/\.svg$/, '')
  const name = isNumericId(id) ? (state.people[id]?.firstName ?? state.pages[id]?.name) : undefined
  if (name === undefined) return {status: 404, body: {error: {message: 'There is no such person or Page'}}}
  const hue = Number(BigInt(id) % 360n)
  const text = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><rect width="96" height="96" fill="hsl(${hue} 45% 45%)"/><text x="48" y="63" font-family="sans-serif" font-size="44" fill="#fff" text-anchor="middle">${letterOf(name)}</text></svg>`
  return {status: 200, text, contentType: 'image/svg+xml'}
}

/** The first letter of a name, if it is one: it stands in a picture. */
const letterOf = (name: string): string => /^\p{L}/u.exec(name)?.[0] ?? ''

/** The picture of a Messenger Code. */
async function codePicture({state}: World, file: string): Promise<OwnReply> {
  const code = state.codes[file.replace(/\.png$/, '')]
  if (code === undefined) return {status: 404, body: {error: {message: 'There is no such code'}}}
  return {status: 200, text: await drawCode(code), contentType: 'image/png'}
}
