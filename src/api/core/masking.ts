const secretKeys = [
  'access_token',
  'input_token',
  'appsecret_proof',
  'client_secret',
  'fb_exchange_token',
  'verify_token',
  'app_secret',
]

const keys = secretKeys.join('|')
/** `"key":"value"`, also inside a JSON text that is itself a JSON value. */
const secretInJson = new RegExp(String.raw`((?:${keys})\\*"\s*:\s*\\*")([^"\\].*?)(?=\\*")`, 'gi')
/** `key=value`, also inside a JSON text. */
const secretInQuery = new RegExp(String.raw`((?:${keys})(?:=|%3D))([^&\s"\\]+)`, 'gi')
/** Tokens of the platform and of the emulator, wherever they stand. */
const tokenForm = /\b(?:EAA|EMU)[A-Za-z0-9_-]{12,}/g

/** Replaces the given secrets, and whatever looks like one, by `***`. */
export function createMask(secrets: readonly (string | undefined)[]): (text: string) => string {
  const known = [...new Set(secrets.flatMap(formsOf))].sort((one, other) => other.length - one.length)
  return text => {
    const masked = known.reduce((rest, secret) => rest.replaceAll(secret, '***'), text)
    return masked.replace(secretInJson, '$1***').replace(secretInQuery, '$1***').replace(tokenForm, '***')
  }
}

function formsOf(secret: string | undefined): readonly string[] {
  if (secret === undefined || secret === '') return []
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]
}
