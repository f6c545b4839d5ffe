import type {MessageDraft} from '../../../bulk/manifest.ts'
import {marketingMacros} from '../../../platform/marketing-messages.ts'
import {hasMacrosAt} from '../../../platform/marketing-messages-check.ts'

/** `{{first_name}}`, as the platform knows it, and not behind the braces of an escape. */
const macro = new RegExp(String.raw`(?<!\{)\{\{(?=(?:${marketingMacros.join('|')})\}\})`, 'g')

/**
 * A message whose macros stay what they are: `{{first_name}}` in titles, subtitles, greetings and `coupon_pre_message` is filled in
 * by the platform. It gets the escape of msgr, `{{{{first_name}}`; all other placeholders are columns of the file.
 */
export function withMacrosKept({message, ...draft}: MessageDraft): MessageDraft {
  const keep = (value: unknown, segments: readonly (string | number)[]): unknown => {
    if (typeof value === 'string')
      return hasMacrosAt(message, segments) ? value.replaceAll(macro, '{{{{') : value
    if (Array.isArray(value)) return value.map((each, index) => keep(each, [...segments, index]))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [key, keep(each, [...segments, key])]),
    )
  }
  return {...draft, message: keep(message, ['message']) as MessageDraft['message']}
}
