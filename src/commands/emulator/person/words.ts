import {UsageError} from '../../../errors.ts'
import {nearest} from '../../../platform/near-miss.ts'
import {type ActForm, actForms, type OptionName, optionWords} from './acts.ts'

export type Options = Readonly<Partial<Record<OptionName, string | readonly string[]>>>

/** @throws {UsageError} for an unknown act. */
export function formOf(act: string): ActForm {
  const form = Object.hasOwn(actForms, act) ? actForms[act] : undefined
  if (form !== undefined) return form
  const names = Object.keys(actForms)
  const meant = nearest(act, names)
  throw new UsageError(`A person cannot ${act}.`, {
    hint: meant === undefined ? `Acts: ${names.join(', ')}` : `Did you mean ${meant}?`,
  })
}

/**
 * The parameters of an act, from the command line.
 * @throws {UsageError} for a missing or extra word, and for an option that the act does not take.
 */
export function wordsOf(act: string, word: string | undefined, given: Options): Record<string, unknown> {
  const form = formOf(act)
  const options = ownOf(given)
  const stray = (Object.keys(options) as OptionName[]).find(name => !form.options.includes(name))
  if (stray !== undefined) {
    const own = form.options.map(toFlag).join(', ')
    throw new UsageError(`${toFlag(stray)} does not go with ${act}.`, {
      hint: own === '' ? `${act} takes no options` : `${act} takes ${own}`,
    })
  }
  if (word !== undefined && form.word === undefined)
    throw new UsageError(`${act} takes no word, but was given "${word}".`, {
      hint: `Type: msgr emulator person ${act} PSID`,
    })
  if (word === undefined && form.word !== undefined && form.isOptional !== true)
    throw new UsageError(`${act} needs its ${form.word}.`, {
      hint: `Type: msgr emulator person ${act} PSID ${form.word.toUpperCase()}`,
    })
  const {attach, nlp, answer, followUp, ...texts} = options
  return {
    ...(form.word === undefined || word === undefined ? {} : {[form.word]: word}),
    ...Object.fromEntries(
      Object.entries(texts).map(([name, value]) => [optionWords[name as OptionName], value]),
    ),
    ...(attach === undefined ? {} : {attachments: pairsIn('--attach', attach).map(toAttachment)}),
    ...(nlp === undefined ? {} : {nlp: readingsIn([nlp].flat())}),
    ...(answer === undefined ? {} : {answers: answersOf(answer, followUp ?? [])}),
  }
}

/** Without the options of every command. */
export function ownOf(options: Options): Options {
  return Object.fromEntries(Object.entries(options).filter(([name]) => Object.hasOwn(optionWords, name)))
}

const toFlag = (name: OptionName): string =>
  `--${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`

type Pair = readonly [key: string, value: string]

function pairsIn(flag: string, given: string | readonly string[]): readonly Pair[] {
  return [given].flat().map(text => {
    const at = text.indexOf('=')
    if (at > 0) return [text.slice(0, at), text.slice(at + 1)]
    const example = flag === '--attach' ? 'image=https://shop.example/a.png' : 'q_service=5'
    throw new UsageError(`${flag} ${text} is not a pair.`, {hint: `Write it as ${flag} ${example}`})
  })
}

/**
 * What NLP found in a text: words such as `greetings`, or the JSON of `message.nlp`.
 * @throws {UsageError} for invalid JSON, or an object together with something else.
 */
function readingsIn(given: readonly string[]): unknown {
  const [first = ''] = given
  if (!given.some(text => text.trimStart().startsWith('{'))) return given
  if (given.length > 1)
    throw new UsageError('--nlp takes one object or words, not both', {hint: 'Put everything in the object'})
  try {
    return JSON.parse(first)
  } catch (error) {
    throw new UsageError(`--nlp is not JSON: ${(error as Error).message}`, {
      hint: `Such as --nlp greetings, or --nlp '{"entities": {"greetings": [{"value": "true", "confidence": 0.99}]}}'`,
    })
  }
}

const toAttachment = ([type, url]: Pair) => ({type, url})

/** For each question the answer, and the text added to it. */
function answersOf(answers: string | readonly string[], followUps: string | readonly string[]): object {
  const more = new Map(pairsIn('--follow-up', followUps))
  return Object.fromEntries(
    pairsIn('--answer', answers).map(([id, payload]) => {
      const added = more.get(id)
      return [id, added === undefined ? payload : {payload, follow_up: added}]
    }),
  )
}
