/** An amount as a receipt shows it: `€ 12.50`. An unknown currency is shown as it was sent. */
export function money(amount: number, currency: string): string {
  try {
    return new Intl.NumberFormat('en-GB', {style: 'currency', currency}).format(amount)
  } catch {
    return `${amount} ${currency}`.trim()
  }
}
