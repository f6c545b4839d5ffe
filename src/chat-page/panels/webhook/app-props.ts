import type {AppWebhook} from '../../../emulator/chat/panel-types.ts'

/** What each part of the webhook panel shows and changes: one app on one Page. */
export interface AppProps {
  readonly app: AppWebhook
  readonly pageId: string
  readonly reload: () => Promise<void>
}
