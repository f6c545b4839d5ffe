import {messageRows} from './message-rows.ts'
import {pageRows} from './page-rows.ts'
import {peopleRows} from './people-rows.ts'
import type {Row} from './scene.ts'
import {settingsRows} from './settings-rows.ts'
import {webhookRows} from './webhook-rows.ts'

/** Every documented member of messenger-node. */
export const rows: readonly Row[] = [
  ...messageRows,
  ...peopleRows,
  ...pageRows,
  ...settingsRows,
  ...webhookRows,
]

/** Members that messenger-node has and does not document, with what takes their place. The drop-in has them, too. */
export const undocumented: Readonly<Record<string, string>> = {
  sendGraphRequest: '`client.graph.request`, `msgr api`',
  callSendApi: '`messages.send`, `msgr send raw`',
  callBroadcastApi: '`broadcastMessages`, `broadcastReachEstimations`',
  callCustomLabelsApi: '`customLabels`, `msgr api`',
  callMessengerProfileApi: '`messengerProfile`, `msgr api`',
  callIdMatchingApi: '`idMatching`, `msgr id match`',
}
