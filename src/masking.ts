/** Takes secrets out of text. */
export interface Masker {
  /** Remembers secrets by their value; those too short to differ from ordinary words are left out. */
  readonly learn: (secrets: readonly (string | undefined)[]) => void
  /** Forgets secrets: a result is to show them, as those that the emulator made. */
  readonly reveal: (secrets: readonly (string | undefined)[]) => void
  /** Without the secrets learnt and without anything that looks like a token or a secret parameter. */
  readonly mask: (text: string) => string
  /** Without the secrets learnt; otherwise as it was, because a result must not be changed by how it looks. */
  readonly hide: (text: string) => string
}

const MIN_SECRET_LENGTH = 8
const MASKED = '***'

const secretNames = [
  'access_token',
  'input_token',
  'appsecret_proof',
  'appsecret',
  'app_secret',
  'client_secret',
  'fb_exchange_token',
  'verify_token',
  'custom_token',
  // Of subscribers to marketing messages; webhooks have more in front of it.
  'subscription_token',
  'subscriber_token',
  'notification_messages_token',
]
const keys = secretNames.join('|')

/** Whether a parameter of a call holds a secret, or is part of one: `access_token`, `appsecret_proof`. */
export function isSecretParameter(name: string): boolean {
  return [...secretNames, 'appsecret_time'].includes(name.toLowerCase())
}

/** What takes its place: a text, or what is made of what was found. */
type Masked = string | ((found: string, ...groups: string[]) => string)

const looksSecret: readonly [pattern: RegExp, masked: Masked][] = [
  // `"key":"value"`, also inside a JSON text that is itself a JSON value: the backslashes before its quotation mark stay.
  [
    new RegExp(String.raw`((?:${keys})\\*["']?\s*:\s*\\*["']?)([^"'\\\s*][^"'\s,}]*)`, 'gi'),
    (_, head = '', value = '') => `${head}${MASKED}${lastBackslashes(value)}`,
  ],
  // `key=value`, also inside a JSON text.
  [new RegExp(String.raw`((?:${keys})["']?\s*(?:=|%3D)\s*["']?)([^&\s"'\\]+)`, 'gi'), `$1${MASKED}`],
  [/\b(Bearer|OAuth) (?!\*)[A-Za-z0-9_|.~+/=-]{8,}/g, `$1 ${MASKED}`],
  // The node of a subscriber, by their token.
  [/(\/notification_messages_)[A-Za-z0-9_-]{8,}/g, `$1${MASKED}`],
  // Tokens of the platform, of the emulator, and of apps, wherever they stand.
  [/\b(?:EA[A-Z]|EMU)[A-Za-z0-9_-]{8,}/g, MASKED],
  [/\b([0-9]{5,32}\|)[A-Za-z0-9_-]{8,}/g, `$1${MASKED}`],
  // The node of a subscriber; its fields begin with the same words.
  [/\b(notification_messages_)(?=[A-Za-z_-]*[0-9])[A-Za-z0-9_-]{8,}/g, `$1${MASKED}`],
]

function lastBackslashes(text: string): string {
  let end = text.length
  while (text[end - 1] === '\\') end -= 1
  return text.slice(end)
}

export function createMasker(): Masker {
  let known: readonly string[] = []
  const hide = (text: string) => known.reduce((rest, secret) => rest.replaceAll(secret, MASKED), text)
  return {
    learn: secrets => {
      const longestFirst = (one: string, other: string) => other.length - one.length
      known = [...new Set([...known, ...secrets.flatMap(formsOf)])].sort(longestFirst)
    },
    reveal: secrets => {
      const forms = secrets.flatMap(formsOf)
      known = known.filter(secret => !forms.includes(secret))
    },
    hide,
    mask: text =>
      looksSecret.reduce((rest, [pattern, masked]) => rest.replace(pattern, masked as string), hide(text)),
  }
}

/** Takes the given secrets, and whatever looks like one, out of text. */
export function createMask(secrets: readonly (string | undefined)[]): (text: string) => string {
  const masker = createMasker()
  masker.learn(secrets)
  return masker.mask
}

/** Tokens of the platform as they are today; nothing that people write begins so. */
const tokenOfPlatform = /\bEAA[A-Za-z0-9]{12,}/

/** What is secret in a text, in words: `an access token`; undefined where nothing is. */
export type FindSecret = (text: string) => string | undefined

export interface SecretFinderOptions {
  /** Whether a token is known by its form as well, and not by its value alone. Default true. */
  readonly byForm?: boolean
}

/** Finds secrets in what is about to be written or sent where people see it: the given ones, and tokens by their form. */
export function createSecretFinder(
  secrets: readonly (string | undefined)[],
  {byForm = true}: SecretFinderOptions = {},
): FindSecret {
  const known = secrets.flatMap(formsOf)
  return text => {
    if (byForm && tokenOfPlatform.test(text)) return 'an access token'
    return known.some(secret => text.includes(secret)) ? 'a secret of msgr' : undefined
  }
}

/**
 * The places in a value that hold a secret, with what it is: `message.text`, `an access token`. What is named as a secret, such as
 * `access_token`, may be one.
 */
export function secretsIn(
  value: unknown,
  find: FindSecret,
  path = '',
): readonly {readonly path: string; readonly secret: string}[] {
  if (typeof value === 'string') {
    const secret = find(value)
    return secret === undefined ? [] : [{path, secret}]
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, part]) => {
    if (isSecretParameter(key)) return []
    const step = Array.isArray(value) ? `[${key}]` : path === '' ? key : `.${key}`
    return secretsIn(part, find, `${path}${step}`)
  })
}

/** A value with every text in it changed, such as by {@link Masker.hide}; what is named as a secret stays: it is asked for. */
export function textsIn(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(part => textsIn(part, change))
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, isSecretParameter(key) ? part : textsIn(part, change)]),
  )
}

/** Why a text with a secret goes nowhere. */
export const secretsAreSeen = 'and people would see it'

/** The forms in which a secret may travel. */
function formsOf(secret: string | undefined): readonly string[] {
  if (secret === undefined || secret.length < MIN_SECRET_LENGTH) return []
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]
}

const SHOWN_CHARACTERS = 4

/** `EAAB…(78 characters)`: enough to recognise a secret, too little to use it. */
export function abbreviate(secret: string): string {
  const shown = secret.length >= 4 * SHOWN_CHARACTERS ? secret.slice(0, SHOWN_CHARACTERS) : ''
  return `${shown}…(${secret.length} characters)`
}
