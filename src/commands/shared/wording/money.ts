import {minorUnitsOf, toMajor} from '../../../platform/currencies.ts'

/** `1,234.50 EUR`, `5,000 JPY`, from an amount in the smallest unit of the currency. */
export const formatMoney = (minor: number, currency: string): string =>
  formatUnits(toMajor(minor, currency), currency)

/** The same from an amount in whole units: `1234.5`. */
export function formatUnits(amount: number, currency: string): string {
  const digits = minorUnitsOf(currency) === 1 ? 0 : 2
  const options = {minimumFractionDigits: digits, maximumFractionDigits: digits}
  return `${amount.toLocaleString('en-US', options)} ${currency}`
}
