import type {Command} from 'commander'
import type {Context} from '../../../context.ts'
import {UsageError} from '../../../errors.ts'
import {type AppId, isNumericId} from '../../../platform/ids.ts'
import {HANDOVER_METADATA_LENGTH} from '../../../platform/thread-control.ts'
import {LEAD_GEN_APP_ID, PAGE_INBOX_APP_ID} from '../../../platform/webhook-events.ts'

/** The name of the Page Inbox on the command line, where people of the Page answer by hand. */
const PAGE_INBOX = 'page_inbox'

export const appArgument = `the app, by its id, or ${PAGE_INBOX}`

export interface HandoverOptions {
  readonly metadata?: string
}

export function declareMetadata(command: Command): Command {
  return command.option('--metadata <text>', 'a text for the other app')
}

/** The metadata as given; warns about a long one. */
export function metadataIn({io}: Pick<Context, 'io'>, {metadata}: HandoverOptions): string | undefined {
  const length = [...(metadata ?? '')].length
  if (length > HANDOVER_METADATA_LENGTH)
    io.warn(
      `--metadata has ${length} characters; the platform may refuse more than ${HANDOVER_METADATA_LENGTH}`,
    )
  return metadata
}

/** @throws {UsageError} for anything but an id or `page_inbox`. */
export function parseApp(text: string): AppId {
  if (text.toLowerCase().replace('-', '_') === PAGE_INBOX) return PAGE_INBOX_APP_ID as AppId
  if (isNumericId(text)) return text as AppId
  throw new UsageError(`${text} is not an app`, {
    hint: `Write the id of an app, or ${PAGE_INBOX} for the people who answer by hand`,
  })
}

/** `the Page Inbox`, `this app (1234567890123456)`, `the app 998877665544332`. */
export function appName(app: AppId, ownApp: AppId | undefined): string {
  if (app === PAGE_INBOX_APP_ID) return 'the Page Inbox'
  if (app === LEAD_GEN_APP_ID) return 'the questions of lead ads'
  return app === ownApp ? `this app (${app})` : `the app ${app}`
}
