import {UsageError} from '../../../errors.ts'
import {minorUnitsOf} from '../../../platform/currencies.ts'

/** A sum as a person types it, before the currency is known: `20`, `20.50`, also with its currency, `20 EUR`. */
const sum = /^(?:([A-Za-z]{3})\s*)?(\d{1,9})(?:\.(\d+))?(?:\s*([A-Za-z]{3}))?$/

/**
 * Refuses what cannot be a sum in any currency, so that it is refused before any call.
 * @throws {UsageError} naming the flag.
 */
export function checkMoney(text: string | undefined, flag: string): void {
  if (text !== undefined) parts(text, flag)
}

/**
 * A sum in the smallest unit of a currency: `20.50` is 2050 in EUR, `5000` is 5000 in JPY.
 * @throws {UsageError} for anything else, for more decimals than the currency has, for another currency, and for nothing at all.
 */
export function parseMoney(text: string, flag: string, currency: string): number {
  const {named, whole, decimals} = parts(text, flag)
  if (named !== undefined && named.toUpperCase() !== currency) {
    throw new UsageError(`${flag} ${text} is not in ${currency}, the currency of the ad account`, {
      hint: `Write it like ${flag} ${minorUnitsOf(currency) === 1 ? '2000' : '20.50'}`,
    })
  }
  const units = minorUnitsOf(currency)
  if (units === 1 && /[1-9]/.test(decimals)) {
    throw new UsageError(`${flag} ${text} has decimals, and ${currency} has none`, {
      hint: `Write it like ${flag} 2000`,
    })
  }
  if (decimals.replace(/0+$/, '').length > 2)
    throw new UsageError(`${flag} ${text} has more than two decimals`, {
      hint: `Write it like ${flag} 20.50`,
    })
  const minor = Number(whole) * units + (units === 1 ? 0 : Number(decimals.padEnd(2, '0').slice(0, 2)))
  if (minor > 0) return minor
  throw new UsageError(`${flag} ${text} is nothing to spend`, {hint: `Write it like ${flag} 20.50`})
}

function parts(text: string, flag: string) {
  const [, before, whole, decimals = '', after] = sum.exec(text.trim()) ?? []
  if (whole !== undefined && (before === undefined || after === undefined))
    return {named: before ?? after, whole, decimals}
  const isGrouped = /^\d{1,3}(?:[,.' ]\d{3})+(?:[,.]\d+)?$|^\d+,\d+$/.test(text.trim())
  throw new UsageError(`${flag} ${text} is not a sum of money`, {
    hint: isGrouped
      ? `Write it with a point for the decimals and nothing between the thousands: ${flag} 1250.50`
      : `Write it in the currency of the ad account, like ${flag} 20 or ${flag} 20.50`,
  })
}
