import {createMask} from '../../masking.ts'
import type {State} from '../state/state.ts'

/** Hides the secrets of the emulator's apps, and whatever looks like a token, in a text. */
export function maskFor({apps}: State): (text: string) => string {
  return createMask(Object.values(apps).map(({secret}) => secret))
}

/** A copy of a value with every text in it masked. */
export function masked<Value>(value: Value, mask: (text: string) => string): Value {
  if (typeof value === 'string') return mask(value) as Value
  if (Array.isArray(value)) return value.map(each => masked(each, mask)) as Value
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, masked(each, mask)])) as Value
}
