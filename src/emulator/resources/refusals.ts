import type {Rule, RuleFault} from '../../platform/faults.ts'
import {PlatformError} from '../errors.ts'

/**
 * The platform's wording of a fault in a request. The texts are the platform's: a client must not learn from the emulator what
 * only the offline check knows. Without a documented answer, the code is 100 and the text follows the platform's style.
 */
const wordings: Partial<Record<Rule, (param: string, fault: RuleFault) => PlatformError>> = {
  missing: param => invalid(`The parameter ${param} is required`),
  type: (param, {expected = []}) =>
    expected.join() === 'string'
      ? notText(param)
      : invalid(`Param ${param} must be ${expected.map(type => typeNames[type] ?? type).join(' or ')}.`),
  'unknown-value': (param, {value, allowed = []}) =>
    notOneOf(param, allowed, value, param.endsWith('[media_type]') ? 2018182 : undefined),
  length: (param, {limit}) =>
    invalid(`Length of param ${param} must be less than or equal to ${limit ?? 'its limit'}`),
  count: (param, {limit = 0, value}) =>
    Array.isArray(value) && value.length < limit
      ? invalid(`param ${param} must be non-empty.`)
      : new PlatformError(105, `(#105) param ${param} has too many elements.`),
  empty: param => invalid(`param ${param} must be non-empty.`),
  range: (param, {limit}) => invalid(`Param ${param} is out of range (${limit})`),
  format: (param, {value}) => invalid(`Param ${param} is not valid - got "${String(value)}".`),
  'title-url': () =>
    new PlatformError(1, 'Cannot set both item_url and default_action on an element', {subcode: 2018085}),
  'message-and-action': () => invalid('Cannot send message and sender_action in the same request', 2018014),
  'message-missing': () => invalid('Message cannot be empty, must provide valid attachment or text', 2018034),
  'tag-missing': () => invalid('Param tag is required when messaging_type is MESSAGE_TAG'),
  'get-started': () =>
    invalid('You must set a Get Started button if you also wish to use persistent menu.', 2018145),
  'default-locale': param => invalid(`Param ${param} must contain an entry for the default locale`),
  'duplicate-locale': (param, {value}) => invalid(`Param ${param} is a duplicate of locale ${String(value)}`),
  whitelist: () => invalid('The URL provided is not whitelisted for messenger extensions', 2018062),
  'media-source': () => invalid('A media template needs an attachment_id or a url', 2018187),
  'media-url': () => invalid('The url of a media template must be one of Facebook', 2018185),
  beginning: (param, fault) => beforeItsDay(param, fault),
  ended: (param, {value}) => invalid(`Param ${param}: ${String(value)} is no longer supported`),
}

/** URLs are not checked here: files are fetched from this machine too, and pages are opened by people. */
const onlyOffline: readonly Rule[] = ['not-public', 'unfilled']

const typeNames: Readonly<Record<string, string>> = {
  string: 'a string',
  array: 'an array',
  object: 'an object',
}

/** The platform's answer to the first of some faults; undefined without any. Stray keys come before all else. */
export function refusalOf(found: readonly RuleFault[]): PlatformError | undefined {
  const faults = found.filter(({rule}) => !onlyOffline.includes(rule))
  const fault = faults.find(({rule}) => rule === 'unknown-key') ?? faults[0]
  if (fault === undefined) return undefined
  const param = toParam(fault.segments)
  if (fault.rule === 'unknown-key') return strayKeys(fault, faults)
  return wordings[fault.rule]?.(param, fault) ?? invalid(`Invalid parameter ${param}`)
}

/** On a day before it began, a key is a stray one and a value an unknown one. */
function beforeItsDay(param: string, {segments, value}: RuleFault): PlatformError {
  if (typeof value === 'string' && segments.at(-1) !== 'sticker_id')
    return invalid(`Param ${param} does not know "${value}".`)
  return invalid(`Invalid keys "${segments.at(-1)}" were found in param "${toParam(segments.slice(0, -1))}".`)
}

/** All stray keys of one object are named together. */
function strayKeys({segments}: RuleFault, faults: readonly RuleFault[]): PlatformError {
  const param = toParam(segments.slice(0, -1))
  const keys = faults
    .filter(({rule, segments: other}) => rule === 'unknown-key' && toParam(other.slice(0, -1)) === param)
    .map(({segments: other}) => String(other.at(-1)))
  return invalid(`Invalid keys "${keys.join(', ')}" were found in param "${param}".`)
}

/** `(#100) Param tag must be one of {…} - got "X".` */
export function notOneOf(
  param: string,
  allowed: readonly string[],
  value: unknown,
  subcode?: number,
): PlatformError {
  return invalid(`Param ${param} must be one of {${allowed.join(', ')}} - got "${String(value)}".`, subcode)
}

/** The platform's answer for what cannot be read as a text. */
export const notText = (param: string): PlatformError =>
  invalid(`Param ${param} must be a UTF-8 encoded string`)

export function invalid(message: string, subcode?: number): PlatformError {
  return new PlatformError(100, `(#100) ${message}`, subcode === undefined ? {} : {subcode})
}

/** `['message', 'quick_replies', 0]` → `message[quick_replies][0]`, as the platform writes it. */
function toParam([first = '', ...rest]: readonly (string | number)[]): string {
  return `${first}${rest.map(segment => `[${segment}]`).join('')}`
}
