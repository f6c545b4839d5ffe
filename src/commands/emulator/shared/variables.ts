import type {ConnectionInfo} from '../../../emulator/find.ts'

type Environment = Readonly<Record<string, string | undefined>>
type Given = Pick<
  ConnectionInfo,
  'pageId' | 'pageToken' | 'appId' | 'appSecret' | 'verifyToken' | 'userToken' | 'adAccount' | 'adToken'
> & {readonly appToken: string}

/**
 * The environment variables in which bots look for ids, tokens and secrets: Meta's samples and its Business SDKs, messenger-node,
 * Bottender, Botkit, BotMan, BootBot, facebook-messenger for Ruby, and public bots and tutorials.
 */
const names: Readonly<Record<keyof Given, readonly string[]>> = {
  pageId: [
    ...['MSGR_PAGE_ID', 'PAGE_ID', 'MESSENGER_PAGE_ID', 'FB_PAGE_ID', 'FACEBOOK_PAGE_ID', 'META_PAGE_ID'],
  ],
  pageToken: [
    ...['MSGR_PAGE_TOKEN', 'PAGE_ACCESS_TOKEN', 'PAGE_TOKEN', 'MESSENGER_ACCESS_TOKEN', 'MESSENGER_TOKEN'],
    ...['MESSENGER_PAGE_ACCESS_TOKEN', 'MESSENGER_PAGE_TOKEN', 'FB_PAGE_ACCESS_TOKEN', 'FB_PAGE_TOKEN'],
    ...['FB_ACCESS_TOKEN', 'FB_TOKEN', 'FACEBOOK_PAGE_ACCESS_TOKEN', 'FACEBOOK_PAGE_TOKEN'],
    ...['FACEBOOK_ACCESS_TOKEN', 'FACEBOOK_TOKEN', 'META_PAGE_ACCESS_TOKEN', 'META_ACCESS_TOKEN'],
  ],
  appId: ['MSGR_APP_ID', 'APP_ID', 'MESSENGER_APP_ID', 'FB_APP_ID', 'FACEBOOK_APP_ID', 'META_APP_ID'],
  appSecret: [
    ...['MSGR_APP_SECRET', 'APP_SECRET', 'MESSENGER_APP_SECRET', 'FB_APP_SECRET', 'FACEBOOK_APP_SECRET'],
    'META_APP_SECRET',
  ],
  verifyToken: [
    ...['MSGR_VERIFY_TOKEN', 'VERIFY_TOKEN', 'MESSENGER_VERIFY_TOKEN', 'FB_VERIFY_TOKEN'],
    ...['FACEBOOK_VERIFY_TOKEN', 'META_VERIFY_TOKEN', 'MESSENGER_VALIDATION_TOKEN', 'FB_VALIDATION_TOKEN'],
    ...['MESSENGER_VERIFICATION_TOKEN', 'FB_VERIFICATION_TOKEN', 'FACEBOOK_VERIFICATION_TOKEN'],
    ...['FACEBOOK_VALIDATION_TOKEN', 'FACEBOOK_VERIFICATION', 'HUB_VERIFY_TOKEN'],
  ],
  userToken: ['FB_USER_TOKEN', 'FB_USER_ACCESS_TOKEN', 'FACEBOOK_USER_TOKEN', 'FACEBOOK_USER_ACCESS_TOKEN'],
  appToken: ['FB_APP_TOKEN', 'FB_APP_ACCESS_TOKEN', 'FACEBOOK_APP_TOKEN', 'FACEBOOK_APP_ACCESS_TOKEN'],
  adAccount: [
    ...[
      'MSGR_AD_ACCOUNT',
      'AD_ACCOUNT_ID',
      'FB_AD_ACCOUNT_ID',
      'FACEBOOK_AD_ACCOUNT_ID',
      'META_AD_ACCOUNT_ID',
    ],
  ],
  adToken: [
    ...['MSGR_AD_TOKEN', 'SYSTEM_USER_TOKEN', 'SYSTEM_USER_ACCESS_TOKEN', 'FB_SYSTEM_USER_TOKEN'],
    ...['FACEBOOK_SYSTEM_USER_TOKEN', 'META_SYSTEM_USER_TOKEN', 'META_SYSTEM_USER_ACCESS_TOKEN'],
  ],
}

/** Names that other services use too: one that is already set is not changed, unless it holds a token of the platform. */
const generalNames: Readonly<Partial<Record<keyof Given, readonly string[]>>> = {
  pageToken: ['ACCESS_TOKEN', 'page_token'],
  appSecret: ['app_secret'],
  verifyToken: [
    ...['VALIDATION_TOKEN', 'VERIFICATION_TOKEN', 'WEBHOOK_TOKEN', 'WEBHOOK_VERIFY_TOKEN', 'HUB_TOKEN'],
    'verify_token',
  ],
  userToken: ['USER_TOKEN', 'USER_ACCESS_TOKEN'],
  appToken: ['APP_TOKEN', 'APP_ACCESS_TOKEN'],
}

/** Where bots that register their own callback look for their public address. */
const publicAddress = ['APP_URL', 'SERVER_URL', 'PUBLIC_URL', 'BASE_URL'] as const

/** Variables that would override the ones above in msgr. */
const misleading = [
  'MSGR_EMULATOR',
  'MSGR_PAGE',
  'MSGR_PAGE_TOKEN_FILE',
  'MSGR_APP_TOKEN',
  'MSGR_AD_TOKEN_FILE',
]

/** A token of an emulator, such as that of an enclosing `emulator exec`. */
const emulatorToken = /^(?:\d+\|)?EMU/

/** A token of the real platform, which the emulator refuses and no call may contain. */
const realToken = /^EAA\w{20,}$/

/**
 * The changes to a bot's environment that make it act for a Page of the emulator; undefined removes a variable. The
 * environment wins over the bot's .env file, by the convention of every library that reads those.
 */
export function botVariables(
  inherited: Environment,
  given: Given & {
    readonly graphUrl: string
    readonly port: string | undefined
    /** The public address where the program registers its own callback. */
    readonly publicUrl?: string | undefined
  },
): Record<string, string | undefined> {
  const named = valuesOf(names, given)
  const general = valuesOf(generalNames, given).filter(
    ([name]) =>
      inherited[name] === undefined || realToken.test(inherited[name]) || emulatorToken.test(inherited[name]),
  )
  const replaced = Object.entries(inherited).filter(([, value]) => realToken.test(value ?? ''))
  return {
    ...Object.fromEntries(replaced.map(([name]) => [name, given.pageToken])),
    ...Object.fromEntries(misleading.map(name => [name, undefined])),
    ...Object.fromEntries([...general, ...named]),
    MSGR_GRAPH_URL: given.graphUrl,
    ...(given.port !== undefined && {PORT: given.port}),
    ...(given.publicUrl !== undefined &&
      Object.fromEntries(publicAddress.map(name => [name, given.publicUrl]))),
  }
}

/** Each name with its value, if it has one. */
function valuesOf(of: Readonly<Partial<Record<keyof Given, readonly string[]>>>, given: Given) {
  return Object.entries(of).flatMap(([what, each]) => {
    const value = given[what as keyof Given]
    return value === undefined ? [] : each.map(name => [name, value] as const)
  })
}
