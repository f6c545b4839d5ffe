import type {ConnectionInfo} from '../../../emulator/find.ts'

type Environment = Readonly<Record<string, string | undefined>>
type Given = Pick<ConnectionInfo, 'pageId' | 'pageToken' | 'appId' | 'appSecret' | 'verifyToken'>

/** Names under which bots look for what the platform gave them: Meta's samples, messenger-node, Bottender and tutorials. */
const names: Readonly<Record<keyof Given, readonly string[]>> = {
  pageId: ['MSGR_PAGE_ID', 'PAGE_ID', 'MESSENGER_PAGE_ID', 'FB_PAGE_ID'],
  pageToken: [
    ...['MSGR_PAGE_TOKEN', 'PAGE_ACCESS_TOKEN', 'PAGE_TOKEN', 'MESSENGER_ACCESS_TOKEN'],
    ...['MESSENGER_PAGE_ACCESS_TOKEN', 'FB_PAGE_ACCESS_TOKEN', 'FB_PAGE_TOKEN', 'FACEBOOK_PAGE_ACCESS_TOKEN'],
  ],
  appId: ['MSGR_APP_ID', 'APP_ID', 'MESSENGER_APP_ID', 'FB_APP_ID'],
  appSecret: [
    'MSGR_APP_SECRET',
    'APP_SECRET',
    'MESSENGER_APP_SECRET',
    'FB_APP_SECRET',
    'FACEBOOK_APP_SECRET',
  ],
  verifyToken: [
    ...['MSGR_VERIFY_TOKEN', 'VERIFY_TOKEN', 'MESSENGER_VERIFY_TOKEN', 'FB_VERIFY_TOKEN'],
    'FACEBOOK_VERIFY_TOKEN',
  ],
}

/** Where bots that register their own callback look for their public address. */
const publicAddress = ['APP_URL', 'SERVER_URL', 'PUBLIC_URL', 'BASE_URL'] as const

/** What would lead msgr to another place than the variables above. */
const misleading = ['MSGR_EMULATOR', 'MSGR_PAGE', 'MSGR_PAGE_TOKEN_FILE', 'MSGR_APP_TOKEN']

/** A token of the real platform, which the emulator refuses and which no call is to carry. */
const realToken = /^EAA\w{20,}$/

/**
 * How the environment of a bot changes, so that it acts for a Page of the emulator; undefined takes a variable out. What
 * is set wins over a .env file of the bot's own, by the custom of everything that reads those.
 */
export function botVariables(
  inherited: Environment,
  given: Given & {
    readonly graphUrl: string
    readonly port: string | undefined
    /** Where the program registers its own callback. */
    readonly publicUrl?: string | undefined
  },
): Record<string, string | undefined> {
  const named = Object.entries(names).flatMap(([what, each]) =>
    each.map(name => [name, given[what as keyof Given]] as const),
  )
  const replaced = Object.entries(inherited).filter(([, value]) => realToken.test(value ?? ''))
  return {
    ...Object.fromEntries(replaced.map(([name]) => [name, given.pageToken])),
    ...Object.fromEntries(misleading.map(name => [name, undefined])),
    ...Object.fromEntries(named),
    MSGR_GRAPH_URL: given.graphUrl,
    ...(given.port !== undefined && {PORT: given.port}),
    ...(given.publicUrl !== undefined &&
      Object.fromEntries(publicAddress.map(name => [name, given.publicUrl]))),
  }
}
