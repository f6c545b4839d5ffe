import {optionalText} from '../../people/scene.ts'
import type {World} from '../../world.ts'
import {dayOf, findConnection} from '../connections.ts'
import type {Admin, Handlers} from '../handler.ts'
import type {Summary} from '../protocol.ts'

/** The emulator's identity, and how to act for its Pages. */
export const connectionHandlers = {
  'GET health': ({identity, world}) => ({ok: true, ...identity, ...timeOf(world), ...dayOf(world.now())}),
  'GET connection': ({world}, {query}) => findConnection(world.state, world.now(), query.page),
  'POST connection': ({connection}, {json}) => connection(optionalText({words: json()}, 'page')),
  'GET summary': summarise,
} satisfies Partial<Handlers>

function timeOf(world: World): {readonly now: string} {
  return {now: new Date(world.now()).toISOString()}
}

function summarise({world, identity}: Admin): Summary {
  const {state} = world
  const pages = Object.values(state.pages).map(({id, name}) => ({
    id,
    name,
    people: [...state.people.values()].filter(({pageId}) => pageId === id).length,
    labels: Object.values(state.labels).filter(({pageId}) => pageId === id).length,
  }))
  const sent = [...state.messages.values()].filter(({from}) => from === 'page').length
  return {
    ...identity,
    ...timeOf(world),
    pages,
    messagesSent: sent + state.forgottenSent,
    alerts: state.alerts.filter(({isOver}) => !isOver),
  }
}
