import type {Remedy} from '../../emulator/chat/status-types.ts'
import type {Asking} from './asking.ts'

/** Does what the emulator offers against a trouble, then sends the event once more that the bot missed. @throws {Refused} when it cannot. */
export async function mend({ask}: Asking, remedy: Remedy): Promise<void> {
  await change(ask, remedy)
  if (remedy.thenSend !== undefined) await ask('POST', `activity/${remedy.thenSend}/send`, {as: 'again'})
}

function change(ask: Asking['ask'], remedy: Remedy): Promise<unknown> | undefined {
  switch (remedy.does) {
    case 'send-again':
      return undefined
    case 'subscribe': {
      const {appId: app, pageId: page, field} = remedy
      return ask('POST', 'webhook/field', {app, page, field, isSubscribed: true})
    }
    case 'retry':
      return ask('POST', 'webhooks/retry', {app: remedy.appId, page: remedy.pageId})
    case 'remove-fault':
      return ask('POST', 'faults/clear', {id: remedy.id})
    case 'lift-limits':
      return ask('POST', 'limits', {rates: false})
    case 'restore-token':
      return ask('POST', 'tokens', {page: remedy.pageId, dead: null, expiresInMs: null})
    case 'lift-restriction':
      return ask('POST', 'pages', {page: remedy.pageId, restricted: false})
  }
}
