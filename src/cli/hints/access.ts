import type {Hints} from './hint.ts'

/** What replaces a token that has died, for whoever does not know where it came from. */
export const NEW_TOKEN_HINT = 'Store a new token: msgr login --with-token < token.txt'

const pageToken = "This is a user's or an app's token: msgr login turns a user's token into the Page's"
const secretOfPage = 'Set MSGR_APP_SECRET, or appSecret of the Page in the project file: msgr help config'

/** Tokens, secrets and permissions. */
export const accessHints = {
  noPageToken:
    'Set MSGR_PAGE_TOKEN_FILE (a file) or MSGR_PAGE_TOKEN, or try it without a Meta account: --emulator',
  noAppToken: 'Set MSGR_APP_ID and MSGR_APP_SECRET, or MSGR_APP_TOKEN',
  noAdToken:
    'Store one: msgr login --ad-account act_123 --with-token < token.txt, or set MSGR_AD_TOKEN_FILE (a file) or MSGR_AD_TOKEN',
  noAdAccount: 'Set MSGR_AD_ACCOUNT, or adAccount of the Page in the settings: msgr help config',
  adTokenOnPageCall: 'Leave out --ad-token',
  adPermissionMissing: 'See what the ad token may do: msgr doctor',
  noAppId: 'Set MSGR_APP_ID, or appId in the project file',
  noAppSecret: secretOfPage,
  tokenUnencrypted: 'Write the address with https: msgr config show --origin',
  emulatorTokenAbroad:
    'Add --emulator, or set MSGR_PAGE_TOKEN_FILE or MSGR_PAGE_TOKEN to a token of the platform',
  secretInRequest:
    'Remove it. Replace a secret that others may have seen: a token with msgr login, the app secret in the App Dashboard',
  tokenInvalid: NEW_TOKEN_HINT,
  tokenExpired: NEW_TOKEN_HINT,
  tokenRevoked: NEW_TOKEN_HINT,
  tokenOfPlatform:
    "With --emulator, msgr uses the emulator's tokens automatically; a program under msgr emulator exec reads one from PAGE_ACCESS_TOKEN or MSGR_PAGE_TOKEN",
  tokenMangled: 'See where the value came from: msgr config show --origin',
  notAPageToken: pageToken,
  appUnknown: 'See which app id is in use: msgr config show --origin',
  appSecretWrong: 'See which app and which secret are in use: msgr config show --origin',
  proofWrong: 'See which secret is in use and compare the clock: msgr config show --origin',
  proofMissing: 'Set MSGR_APP_SECRET, and see which secret is in use: msgr config show --origin',
  permissionMissing: 'See what the token may do: msgr whoami',
  permissionLikelyMissing: 'Compare the scopes the token holds with those needed: msgr whoami',
} as const satisfies Hints
