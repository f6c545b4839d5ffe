import {viewProfile} from '../../chat/profile-view.ts'
import {viewWebhooks} from '../../chat/webhook-view.ts'
import {callGraph, findApp, findPage} from '../graph-call.ts'
import type {Handlers} from '../handler.ts'
import {registerCallback} from '../webhook-changes.ts'

/** The webhooks and the profile of a Page as the chat page shows and changes them, and calls of the Graph API without a token. */
export const webhooksHandlers = {
  'GET webhooks': ({world: {state}, chat}, {query}) => viewWebhooks(state, findPage(state, query.page), chat),
  'POST webhooks': ({world}, {json, origin}) => registerCallback(world, origin, json()),
  'POST webhooks/retry': ({world: {state}, chat}, {json}) => {
    const {app, page} = json()
    return {retried: chat.delivery.retryNow(findApp(state, app).id, findPage(state, page).id)}
  },
  'GET profile': ({world}, {query}) => viewProfile(world, findPage(world.state, query.page)),
  'POST graph': ({world}, {json, origin}) => callGraph(world, origin, json()),
} satisfies Partial<Handlers>
