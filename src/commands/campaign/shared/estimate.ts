import type {DeliveryEstimate} from '../../../platform/message-delivery-estimates.ts'
import {formatMoney} from '../../shared/wording/money.ts'
import {count} from '../../shared/wording/run-counts.ts'

/** `Reaches 120 to 340 people, for 3.60 to 10.20 EUR`. */
export function estimateInWords(estimate: DeliveryEstimate, currency: string): string {
  const {
    estimate_delivery_lower_bound: fewest,
    estimate_delivery_upper_bound: most,
    estimate_cost_lower_bound: least,
    estimate_cost_upper_bound: dearest,
  } = estimate
  const people = fewest === most ? count(most) : `${count(fewest)} to ${count(most)}`
  const cost =
    least === dearest
      ? formatMoney(dearest, currency)
      : `${formatMoney(least, currency)} to ${formatMoney(dearest, currency)}`
  return `Meta estimates ${people} messages delivered, for ${cost}`
}
