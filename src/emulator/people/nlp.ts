import {UsageError} from '../../errors.ts'
import {nearest} from '../../platform/near-miss.ts'
import {flagOf} from '../resources/nlp-configs.ts'
import {refused, type Scene} from './scene.ts'

type Json = Readonly<Record<string, unknown>>

/** From this day on names begin with `wit$`, and greetings are traits. Source: https://wit.ai/docs/http/20200513 */
const TRAITS_SINCE = '2020-05-13'

/** What the built-in NLP finds in every text, with the default value. */
const traits: Readonly<Record<string, string>> = {
  greetings: 'true',
  bye: 'true',
  thanks: 'true',
  sentiment: 'neutral',
}
const entities: readonly string[] = [
  ...['amount_of_money', 'datetime', 'distance', 'duration', 'email', 'location'],
  ...['phone_number', 'quantity', 'temperature', 'url', 'volume'],
]
const knownNames = [...Object.keys(traits), ...entities, 'intent', 'locale']

/** `sentiment=positive@0.8` */
interface Reading {
  readonly name: string
  readonly value: string
  readonly confidence: number
}

/**
 * What the event of a message carries of what was read out of its text: the word `nlp` of the act is a list such as
 * `["greetings", "sentiment=positive@0.8"]`, or the object itself, `{"entities": …}`; one of `nlp`, `nlpv2` or both is
 * taken as these keys of the message.
 * @throws {UsageError} for anything else, {PlatformError} for a Page whose NLP is switched off and for a message without a text.
 */
export function nlpIn(scene: Scene, text: string | undefined): Json {
  const {nlp} = scene.words
  if (nlp === undefined || nlp === null) return {}
  const {nlpConfigs = {}} = scene.world.state.pages[scene.person.pageId] ?? {}
  if (nlpConfigs['nlp_enabled'] !== undefined && !flagOf(nlpConfigs['nlp_enabled']))
    throw refused('NLP is switched off for this Page. To switch it on: msgr nlp set --enable')
  if (text === undefined) throw refused('nlp needs a text, and this message has none')
  if (typeof nlp === 'object' && !Array.isArray(nlp)) {
    const keys = Object.keys(nlp)
    const isWhole = keys.length > 0 && keys.every(key => key === 'nlp' || key === 'nlpv2')
    return isWhole ? (nlp as Json) : {nlp}
  }
  const isCustom = nlpConfigs['model'] === 'CUSTOM' || nlpConfigs['custom_token'] !== undefined
  const readings = [nlp].flat().map(word => readingOf(word, text, isCustom))
  return {nlp: scene.world.today() < TRAITS_SINCE ? formerly(readings) : today(readings, text)}
}

function readingOf(word: unknown, text: string, isCustom: boolean): Reading {
  const [, name, given, confidence] =
    /^([\w$-]+)(?:=(.*?))?(?:@(0(?:\.\d+)?|1(?:\.0+)?))?$/s.exec(String(word)) ?? []
  if (typeof word !== 'string' || name === undefined)
    throw new UsageError(`nlp ${String(word)} is not an entity or trait`, {
      hint: 'Write it like greetings, sentiment=positive@0.8, or the JSON of message.nlp',
    })
  if (!isCustom && !knownNames.includes(name)) {
    const meant = nearest(name, knownNames)
    throw new UsageError(`The built-in NLP has no ${name}`, {
      ...(meant === undefined
        ? {reason: 'traitUnknown', data: {known: knownNames}}
        : {hint: `Did you mean ${meant}?`}),
    })
  }
  const value = given ?? traits[name] ?? (name === 'locale' ? 'en_XX' : text)
  return {name, value, confidence: confidence === undefined ? 0.99 : Number(confidence)}
}

/** `{"traits": {"wit$greetings": [{"value": "true", "confidence": 0.99}]}, …}` */
function today(readings: readonly Reading[], text: string): Json {
  const locales = readings.filter(({name}) => name === 'locale')
  const found = readings.filter(({name}) => name !== 'intent' && name !== 'locale')
  return {
    intents: readings
      .filter(({name}) => name === 'intent')
      .map(({value, confidence}) => ({name: value, confidence})),
    entities: grouped(
      found.filter(({name}) => !Object.hasOwn(traits, name)),
      reading => [entityKey(reading), entityOf(reading, text)],
    ),
    traits: grouped(
      found.filter(({name}) => Object.hasOwn(traits, name)),
      ({name, value, confidence}) => [`wit$${name}`, {value, confidence}],
    ),
    detected_locales:
      locales.length === 0
        ? [{locale: 'en_XX', confidence: 0.99}]
        : locales.map(({value, confidence}) => ({locale: value, confidence})),
  }
}

/** `{"entities": {"greetings": [{"confidence": 0.99, "value": "true"}]}}` */
function formerly(readings: readonly Reading[]): Json {
  const found = readings.filter(({name}) => name !== 'locale')
  return {entities: grouped(found, ({name, value, confidence}) => [name, {confidence, value}])}
}

const prefixed = (name: string) => (entities.includes(name) ? `wit$${name}` : name)

const entityKey = ({name}: Reading) => `${prefixed(name)}:${name}`

function entityOf({name, value, confidence}: Reading, text: string): Json {
  const at = text.indexOf(value)
  const place = at < 0 ? {start: 0, end: text.length} : {start: at, end: at + value.length}
  const body = text.slice(place.start, place.end)
  return {name: prefixed(name), role: name, ...place, body, confidence, entities: [], type: 'value', value}
}

function grouped(
  readings: readonly Reading[],
  toPair: (reading: Reading) => readonly [key: string, value: Json],
): Readonly<Record<string, readonly Json[]>> {
  const groups = new Map<string, Json[]>()
  for (const [key, value] of readings.map(toPair)) groups.set(key, [...(groups.get(key) ?? []), value])
  return Object.fromEntries(groups)
}
