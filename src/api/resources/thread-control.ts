import type {AppId, Psid} from '../../platform/ids.ts'
import type {Page} from '../../platform/route.ts'
import {
  threadControlRoutes as routes,
  type SecondaryReceiver,
  type ThreadOwner,
} from '../../platform/thread-control.ts'
import type {GraphClient} from '../core/graph-client.ts'

export const threadControl = (graph: GraphClient) => ({
  /** Who controls a conversation; undefined while it is idle. */
  owner: async (psid: Psid): Promise<ThreadOwner | undefined> => {
    const {data} = await graph.request<Page<{thread_owner: ThreadOwner}>>(
      routes.owner,
      {recipient: psid},
      {needs: ['data[]']},
    )
    const owner = data[0]?.thread_owner
    return owner?.app_id === undefined ? owner : {...owner, app_id: String(owner.app_id) as AppId}
  },

  /** Passes a conversation to another app, which receives the metadata. */
  pass: (psid: Psid, targetAppId: AppId, metadata?: string) =>
    graph.done(routes.pass, {recipient: {id: psid}, target_app_id: targetAppId, metadata}),

  /** @throws {GraphError} unless this is the default app, or the conversation is idle. */
  take: (psid: Psid, metadata?: string) => graph.done(routes.take, {recipient: {id: psid}, metadata}),

  /** Asks the app that controls a conversation to pass it. */
  request: (psid: Psid, metadata?: string) => graph.done(routes.request, {recipient: {id: psid}, metadata}),

  /** Leaves a conversation idle. */
  release: (psid: Psid) => graph.done(routes.release, {recipient: {id: psid}}),

  /** Keeps a conversation for so many seconds from now, at most 7 days. */
  extend: (psid: Psid, seconds: number) =>
    graph.done(routes.extend, {recipient: {id: psid}, duration: seconds}),

  /** The apps that were secondary receivers; the call ended on 2026-06-08. */
  secondaryReceivers: () =>
    graph.pages<SecondaryReceiver>(routes.secondaryReceivers, {fields: 'id,name'}, {needs: ['data[].id']}),
})
