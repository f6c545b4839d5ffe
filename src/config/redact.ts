/** Takes secrets out of text. */
export interface Redactor {
  /** Remembers secrets by their value; those too short to be told from ordinary words are left out. */
  readonly learn: (secrets: readonly (string | undefined)[]) => void
  /** Without the secrets learnt and without anything that looks like a token or a secret parameter. */
  readonly redact: (text: string) => string
  /** Without the secrets learnt; otherwise as it was, because a result must not be changed by how it looks. */
  readonly hide: (text: string) => string
}

const MIN_SECRET_LENGTH = 8

export function createRedactor(): Redactor {
  const known = new Set<string>()
  const hide = (text: string) => {
    let hidden = text
    for (const secret of known) if (hidden.includes(secret)) hidden = hidden.replaceAll(secret, mask(secret))
    return hidden
  }
  return {
    learn(secrets) {
      for (const secret of secrets) {
        if (secret === undefined || secret.length < MIN_SECRET_LENGTH) continue
        for (const form of [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
          known.add(form)
      }
    },
    hide,
    redact: text =>
      looksSecret.reduce((rest, [pattern, masked]) => rest.replace(pattern, masked), hide(text)),
  }
}

/** `EAAB…(78 characters)`: enough to recognise a secret, too little to use it. */
export function mask(secret: string): string {
  const shown = secret.length >= 4 * SHOWN_CHARACTERS ? secret.slice(0, SHOWN_CHARACTERS) : ''
  return `${shown}…(${secret.length} characters)`
}

const SHOWN_CHARACTERS = 4

const parameters =
  'access_token|input_token|client_secret|app_secret|appsecret|appsecret_proof|fb_exchange_token|verify_token'

const looksSecret: readonly [RegExp, string][] = [
  [new RegExp(`\\b((?:hub\\.)?(?:${parameters})["']?\\s*[=:]\\s*["']?)(?!…|\\*)[^\\s"'&…]+`, 'gi'), '$1…'],
  [/\b(Bearer|OAuth) (?!…)[A-Za-z0-9_|.~+/=-]{8,}/g, '$1 …'],
  [/\b(EA[A-Z]|EMU)[A-Za-z0-9_-]{8,}/g, '$1…'],
  [/\b([0-9]{5,32}\|)[A-Za-z0-9_-]{8,}/g, '$1…'],
]
