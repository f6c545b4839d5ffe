import {accounts} from './accounts.ts'
import {attachments} from './attachments.ts'
import {conversations} from './conversations.ts'
import type {Resource} from './core/resource.ts'
import {customLabels} from './custom-labels.ts'
import {debugToken} from './debug-token.ts'
import {messages} from './messages.ts'
import {messengerProfile} from './messenger-profile.ts'
import {page} from './page.ts'
import {subscribedApps} from './subscribed-apps.ts'
import {subscriptions} from './subscriptions.ts'
import {users} from './users.ts'

/** Everything the emulator answers. */
export const resources: readonly Resource[] = [
  accounts,
  attachments,
  conversations,
  customLabels,
  debugToken,
  messages,
  messengerProfile,
  page,
  subscribedApps,
  subscriptions,
  users,
]
