import type {Context} from '../../../context.ts'
import type {ProfileDifference} from '../../../desired/profile-differences.ts'
import {plainStyle} from '../../../terminal/style.ts'
import type {Style} from '../../../terminal/view.ts'

/** Prints the planned changes of a profile for a person; a program gets them in the result. */
export function noteChanges({io, globals}: Context, changes: readonly ProfileDifference[]): void {
  if (!globals.json) for (const each of changes) io.note(differenceLine(each.property, each, plainStyle))
}

/** The maximum length of a value in one line, in characters. */
const MOST_SHOWN = 100

interface Shown extends Pick<ProfileDifference, 'kind' | 'before' | 'after'> {
  readonly locale?: string | undefined
  readonly item?: number | undefined
  readonly field?: string | undefined
}

/** A difference with all keys, as results show it: undefined for what it does not have. */
export function wholeDifference<Difference extends Shown>(difference: Difference) {
  const {kind, locale, item, field, before, after, ...place} = difference
  return {...place, kind, locale, item, field, before, after}
}

export type WholeDifference<Difference extends Shown> = ReturnType<typeof wholeDifference<Difference>>

/** `~ persistent_menu default, item 2, title: "Help" → "Support"` */
export function differenceLine(name: string, difference: Shown, style: Style): string {
  const {kind, locale, item, field, before, after} = difference
  const place = [name, locale].filter(Boolean).join(' ')
  const where = [place, item === undefined ? undefined : `item ${item}`, field].filter(Boolean).join(', ')
  switch (kind) {
    case 'add':
      return `${style.good('+')} ${where}${valueText(after)}`
    case 'remove':
      return `${style.bad('-')} ${where}${valueText(before)}`
    case 'change':
      return `${style.warn('~')} ${where}${valueText(before)} → ${shortened(after)}`
  }
}

const valueText = (value: unknown) => (value === undefined ? '' : `: ${shortened(value)}`)

function shortened(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN - 1)}…`
}
