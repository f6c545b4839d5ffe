import {ConfigError, type MsgrError, UnauthorisedError} from '../errors.ts'

/** First steps for a person who has no Page yet. */
export const noPageHint =
  'msgr login saves the token of a Page, msgr init starts a project; a script sets MSGR_PAGE_TOKEN'

/** The error for a call that needs a Page token when there is none, with what to type. */
export function missingToken({
  name,
  id,
  own,
}: {
  /** The name of the chosen Page; undefined when none is chosen. */
  readonly name: string | undefined
  readonly id: string | undefined
  /** The Pages that could have been chosen. */
  readonly own: readonly string[]
}): MsgrError {
  const page = name ?? id
  if (page !== undefined) {
    return new UnauthorisedError(`There is no token for the Page ${page}`, {
      hint: `Store one: msgr login --page ${page}; or write token under pages.${page} in the settings (msgr help config), or set MSGR_PAGE_TOKEN`,
    })
  }
  if (own.length > 0) {
    return new ConfigError(`Several Pages are known: ${own.join(', ')}`, {
      hint: 'Choose one with --page NAME, MSGR_PAGE or defaultPage: msgr use NAME',
    })
  }
  return new UnauthorisedError('There is no Page token', {
    hint: `${noPageHint}. Without a Meta account: --emulator`,
  })
}

/** The error for a call that needs the token of an ad account when there is none. @param page the name of the chosen Page */
export function missingAdToken(page: string | undefined): MsgrError {
  return new UnauthorisedError(
    page === undefined
      ? 'There is no token for an ad account'
      : `There is no token for the ad account of the Page ${page}`,
    {reason: 'noAdToken'},
  )
}
