/**
 * Where marketing messages are possible: the ad account and the Page have to belong to one of these countries, in two letters.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/marketing-messages-on-messenger/onboarding
 */
export const marketingCountries = [
  ...['AE', 'AU', 'BR', 'CL', 'CO', 'HK', 'ID', 'IL', 'IN', 'MX', 'MY', 'NZ'],
  ...['PE', 'PH', 'SA', 'SG', 'TH', 'TW', 'US', 'VN'],
] as const

const europeanUnion = [
  ...['AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU'],
  ...['IE', 'IT', 'LT', 'LU', 'LV', 'MT', 'NL', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK'],
] as const

/** Where nobody gets marketing messages, wherever they come from; Australian businesses write to people elsewhere. */
const countriesWithoutMarketing = [...europeanUnion, 'AU', 'GB', 'JP', 'KR'] as const

/** Whether a business of a country can send marketing messages. @param country two letters */
export function isMarketingCountry(country: string): boolean {
  return marketingCountries.some(each => each === country.toUpperCase())
}

/** Whether people in a country can get marketing messages. @param country two letters */
export function canGetMarketing(country: string): boolean {
  return !countriesWithoutMarketing.some(each => each === country.toUpperCase())
}
