import type {Success} from '../../api/core/graph-client.ts'
import type {Page} from '../../platform/route.ts'
import {
  threadControlRoutes as routes,
  type SecondaryReceiver,
  type ThreadOwner,
} from '../../platform/thread-control.ts'
import {PAGE_INBOX_APP_ID} from '../../platform/webhook-events.ts'
import {type Calls, demand, given, type Id} from './calls.ts'

const noPsid = 'PSID required to identify the thread to enact handover for'
const noOwnersPsid = 'PSID required to identify the thread to get owner for'

export const threads = ({request}: Calls) => ({
  /** `page_inbox` is the app of the Page Inbox. */
  passThreadControl: async (psid: Id, targetApp: Id, metadata?: string | null): Promise<Success> => {
    demand(targetApp, 'target_app_id required')
    demand(psid, noPsid)
    const app = targetApp === 'page_inbox' ? PAGE_INBOX_APP_ID : targetApp
    return request(routes.pass, {...about(psid, metadata), target_app_id: app})
  },

  takeThreadControl: async (psid: Id, metadata?: string | null): Promise<Success> => {
    demand(psid, noPsid)
    return request(routes.take, about(psid, metadata))
  },

  requestThreadControl: async (psid: Id, metadata?: string | null): Promise<Success> => {
    demand(psid, noPsid)
    return request(routes.request, about(psid, metadata))
  },

  getThreadOwner: async (psid: Id): Promise<Page<{readonly thread_owner: ThreadOwner}>> => {
    demand(psid, noOwnersPsid)
    return request(routes.owner, {recipient: psid})
  },

  /** The platform has refused it since 2026-06-08. The PSID means nothing to it. */
  getSecondaryReceiverList: async (psid: Id): Promise<Page<SecondaryReceiver>> => {
    demand(psid, noOwnersPsid)
    return request(routes.secondaryReceivers, {fields: 'id,name'})
  },
})

const about = (psid: Id, metadata: string | null | undefined) => ({
  recipient: {id: String(psid)},
  metadata: given(metadata),
})
