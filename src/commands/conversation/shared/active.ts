import type {Option} from 'commander'
import {durationOption, lastInWords} from '../../shared/arguments/duration.ts'

export interface ActiveFlags {
  readonly activeWithin?: string
}

export const activeFlag = (): Option =>
  durationOption('--active-within <duration>', 'only people who wrote within this time: 15m, 24h, 7d, 2w')

/** The message when there is nobody to show. */
export function nobodyWrote({activeWithin}: ActiveFlags): string {
  if (activeWithin === undefined) return 'Nobody wrote to the Page.'
  return `Nobody wrote within the last ${lastInWords(activeWithin)}.`
}
