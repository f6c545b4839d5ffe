import {UsageError} from '../../errors.ts'
import {isNumericId} from '../../platform/ids.ts'
import {defaultVersion, isVersion, type Version, versions} from '../../platform/versions.ts'

/**
 * Tokens of the platform, of the emulator and of apps, and app secrets. Narrower than the mask of the output, which would
 * take the name in `env:EASTERN_SHOP_TOKEN` for a token.
 */
const secretForms = [/\b(?:EA[A-Z]|EMU)[A-Za-z0-9]{30,}/, /(?<![0-9])[0-9]{5,}\|\S{8,}/, /\b[0-9a-f]{32}\b/i]

/** The project file ends up in git. @throws {UsageError} that does not repeat the secret. */
function refuseSecret(text: string): void {
  if (secretForms.every(form => !form.test(text))) return
  throw new UsageError(
    'That looks like a secret, but the project file ends up in git: say where the secret comes from instead',
    {hint: 'store (written by msgr login), env:NAME or file:PATH'},
  )
}

/** Checks the name of a Page, so that `--page a,b` and `a=ID` can name it. @throws {UsageError} */
export function toPageName(text: string, taken: readonly string[] = []): string {
  refuseSecret(text)
  if (!/^[\p{L}\p{N}][^\s,=]*$/u.test(text))
    throw new UsageError('The name of a Page is one word without a comma or =, such as shop')
  if (isNumericId(text)) throw new UsageError('The name of a Page cannot be all digits, because its id is')
  if (taken.includes(text)) throw new UsageError(`${text} is already the name of another Page here`)
  return text
}

/** The id of a Page or an app. @throws {UsageError} */
export function toNumericId(text: string, what: 'page id' | 'app id'): string {
  refuseSecret(text)
  if (isNumericId(text)) return text
  throw new UsageError(`The ${what} is made of digits, such as 109876543210987`)
}

/** Where a secret comes from. @throws {UsageError} */
export function toReference(text: string): string {
  refuseSecret(text)
  if (/^(?:store|env:[A-Za-z_][A-Za-z0-9_]*|file:\S.*)$/.test(text)) return text
  throw new UsageError('A secret comes from store, env:NAME or file:PATH', {
    hint: 'store is the credentials file, written by msgr login',
  })
}

/** A version that still works today. @throws {UsageError} */
export function toLivingVersion(text: string, today: string): Version {
  refuseSecret(text)
  const version = text.startsWith('v') ? text : `v${text}`
  if (!isVersion(version)) throw new UsageError(`A version of the Graph API looks like ${defaultVersion}`)
  const {until} = versions.find(life => life.version === version) ?? {}
  if (until !== undefined && until <= today)
    throw new UsageError(`${version} ended on ${until}; the newest is ${defaultVersion}`)
  return version
}
