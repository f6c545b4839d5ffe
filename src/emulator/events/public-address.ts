import type {Lent} from '../state/app.ts'
import type {State} from '../state/state.ts'

/**
 * The local address of a callback that a program registered at its public address: the same path on the local port.
 * Undefined for any other URL, which is used unchanged.
 * @param loans the apps' loans.
 */
export function localAddressOf(
  loans: Iterable<Pick<Lent, 'url' | 'publicUrl'>>,
  callbackUrl: string,
): string | undefined {
  if (!URL.canParse(callbackUrl)) return undefined
  const {origin, pathname, search} = new URL(callbackUrl)
  for (const {url, publicUrl} of loans) if (publicUrl === origin) return `${url}${pathname}${search}`
  return undefined
}

/** The callbacks that programs under `msgr emulator exec` have borrowed. */
export function loansOf({apps}: State): readonly Lent[] {
  return Object.values(apps).flatMap(({lent}) => lent ?? [])
}
