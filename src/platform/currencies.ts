/**
 * Currencies whose budgets are whole units; every other one is divided by 100. This is the platform's own table, which is not ISO 4217:
 * forints and Taiwan dollars have cents there.
 * Source: https://developers.facebook.com/documentation/ads-commerce/marketing-api/currencies
 */
const wholeCurrencies = [
  ...['CLP', 'COP', 'CRC', 'HUF', 'IDR', 'ISK'],
  ...['JPY', 'KRW', 'PYG', 'TWD', 'VND'],
] as const

/** How many of its smallest units one unit of a currency has: 100 or 1. @param currency ISO 4217 */
export function minorUnitsOf(currency: string): 1 | 100 {
  return wholeCurrencies.some(each => each === currency.toUpperCase()) ? 1 : 100
}

/** An amount in whole units, `20.5`, from one in the smallest units, `2050`. */
export const toMajor = (minor: number, currency: string): number => minor / minorUnitsOf(currency)
