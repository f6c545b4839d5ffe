import {asText, type Fields} from '../fields.ts'

interface Scale {
  readonly values: readonly string[]
  readonly draw: (value: string) => string
  /** `stars` are filled up to the chosen one. */
  readonly look: 'stars' | 'faces' | 'numbers'
}

const upTo = (first: number, last: number): readonly string[] =>
  Array.from({length: last - first + 1}, (_, index) => String(first + index))

const faces = ['😠', '🙁', '😐', '🙂', '😍']
const numbers = (first: number, last: number): Scale => ({
  values: upTo(first, last),
  draw: value => value,
  look: 'numbers',
})

const scales: Readonly<Record<string, Scale>> = {
  five_stars: {values: upTo(1, 5), draw: () => '★', look: 'stars'},
  five_emojis: {values: upTo(1, 5), draw: value => faces[Number(value) - 1] ?? '', look: 'faces'},
  one_to_five: numbers(1, 5),
  one_to_seven: numbers(1, 7),
  zero_to_ten: numbers(0, 10),
}

/**
 * The defaults of each type of question.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/template/customer-feedback-template
 */
const defaults: Readonly<
  Record<string, {readonly option: string; readonly label: string; readonly title: string}>
> = {
  csat: {option: 'five_stars', label: 'neg_pos', title: 'How would you rate your experience?'},
  nps: {option: 'zero_to_ten', label: 'unlike_like', title: 'How likely are you to recommend us?'},
  ces: {option: 'one_to_seven', label: 'hard_easy', title: 'How easy was it to get what you wanted?'},
  free_form: {option: 'five_stars', label: 'none', title: 'What would you like to tell us?'},
}

const labels: Readonly<Record<string, readonly [string, string]>> = {
  neg_pos: ['Negative', 'Positive'],
  hard_easy: ['Very hard', 'Very easy'],
  unlike_like: ['Very unlikely', 'Very likely'],
  dis_sat: ['Dissatisfied', 'Satisfied'],
  poor_great: ['Poor', 'Great'],
}

const defaultsOf = (question: Fields) => defaults[asText(question['type']) ?? ''] ?? defaults['csat']

export const questionOf = (question: Fields): string =>
  asText(question['title']) ?? defaultsOf(question)?.title ?? ''

export function scoresOf(question: Fields): Scale {
  const option = asText(question['score_option']) ?? defaultsOf(question)?.option ?? ''
  return scales[option] ?? numbers(1, 5)
}

/** The labels at the two ends; undefined for none. */
export const labelsOf = (question: Fields): readonly [string, string] | undefined =>
  labels[asText(question['score_label']) ?? defaultsOf(question)?.label ?? '']
