import {expect, test} from 'vitest'
import type {Conversation} from '../../../src/emulator/state/conversation.ts'
import {ConversationOrder} from '../../../src/emulator/state/conversation-order.ts'
import {Entities} from '../../../src/emulator/state/entities.ts'
import {conversationIdOf} from '../../../src/emulator/state/ids.ts'
import {seedState} from '../../../src/emulator/state/seed.ts'
import type {State} from '../../../src/emulator/state/state.ts'
import type {PageId, Psid} from '../../../src/platform/ids.ts'

const PAGE = '300' as PageId

test('each change moves a conversation, and at the same time the one that began first comes first', () => {
  const state = stateWith(['a', 'b', 'c'])
  const order = new ConversationOrder(state)
  const psids = () => order.ofPage(PAGE).conversations.map(({psid}) => psid)
  const moveTo = (psid: string, updatedMs: number) =>
    order.changed(Object.assign(of(state, psid), {updatedMs}))

  expect(psids()).toEqual(['a', 'b', 'c'])
  moveTo('c', 5)
  expect(psids()).toEqual(['c', 'a', 'b'])
  moveTo('b', 5)
  expect(psids()).toEqual(['b', 'c', 'a'])
  order.changed(add(state, 'd', 7))
  expect(psids()).toEqual(['d', 'b', 'c', 'a'])
  const removed = of(state, 'b')
  state.conversations.delete(removed.id)
  order.changed(removed)
  expect(psids()).toEqual(['d', 'c', 'a'])
  expect(order.ofPage('301').conversations).toEqual([])
})

test('a replaced state is listed anew', () => {
  const state = stateWith(['a', 'b'])
  const order = new ConversationOrder(state)
  order.ofPage(PAGE)

  Object.assign(state, stateWith(['c']))

  expect(order.ofPage(PAGE).conversations.map(({psid}) => psid)).toEqual(['c'])
})

test('the place of each is found, of one that is gone or of another Page it is not', () => {
  const state = stateWith(Array.from({length: 100}, (_, index) => `p${index}`))
  for (const [index, conversation] of [...state.conversations.values()].entries())
    conversation.updatedMs = index % 7
  const foreign = add(state, 'foreign', 3, '301' as PageId)
  const {conversations, placeOf} = new ConversationOrder(state).ofPage(PAGE)

  expect(conversations.map(({id}) => placeOf(id))).toEqual(conversations.map((_, index) => index))
  expect([placeOf('t_nobody'), placeOf(foreign.id)]).toEqual([-1, -1])
})

test('a further part of a long list looks at few conversations', () => {
  const state = stateWith(Array.from({length: 10_000}, (_, index) => `p${index}`))
  let looks = 0
  for (const conversation of state.conversations.values())
    Object.defineProperty(conversation, 'updatedMs', {
      get: () => {
        looks += 1
        return 1
      },
    })
  const order = new ConversationOrder(state)
  order.ofPage(PAGE)
  expect(looks).toBeGreaterThan(10_000)
  looks = 0

  expect(order.ofPage(PAGE).placeOf(of(state, 'p5000').id)).toBe(5000)
  expect(looks).toBeLessThan(100)
})

function stateWith(psids: readonly string[]): State {
  const state = {...seedState(0), conversations: new Entities<Conversation>()}
  for (const psid of psids) add(state, psid, 1)
  return state
}

function add(state: State, psid: string, updatedMs: number, pageId = PAGE): Conversation {
  const id = conversationIdOf(psid as Psid)
  const begun: Conversation = {id, pageId, psid: psid as Psid, updatedMs, unreadCount: 0, messageIds: []}
  state.conversations.set(id, begun)
  return begun
}

function of(state: State, psid: string): Conversation {
  const found = state.conversations.get(conversationIdOf(psid as Psid))
  if (found === undefined) throw new Error(`nobody wrote as ${psid}`)
  return found
}
