import {findActivity, listActivity, showActivity} from '../../chat/activity-view.ts'
import {viewConversation} from '../../chat/conversation-view.ts'
import {overview} from '../../chat/overview.ts'
import {sendRawEvent} from '../../events/resend.ts'
import type {Handlers} from '../handler.ts'
import {sendAgain} from '../send-again.ts'

/** Conversations, and the log of calls and events, for the chat page and commands. */
export const chatHandlers = {
  'GET chat': ({world, chat}, {query}) => overview(world, chat, query.page),
  'GET chat/{psid}': ({world, chat}, {ids, query}) => viewConversation(world, chat, ids.psid, query),
  'GET activity': ({world, chat}, {query}) => listActivity(chat.activity, world.state, query),
  'GET activity/{id}': ({world, chat}, {ids, origin}) =>
    showActivity(chat.activity, world.state, ids.id, origin),
  'POST activity/{id}/send': ({world: {state}, chat}, {ids, json, origin}) =>
    sendAgain(findActivity(chat.activity, ids.id), {chat, state, origin}, json()),
  'GET picture': ({chat}, {query}) => chat.pictures.fetch(query.url ?? ''),
  'POST events': ({world, chat}, {json}) => sendRawEvent(world.state, chat.delivery, json()),
} satisfies Partial<Handlers>
