import type {StoredMessage} from '../state/conversation.ts'
import {type Act, emit, messageMeant, oneOf, openWindow, optionalText, refused, type Scene} from './scene.ts'
import {payloadIn} from './tapping.ts'

type Json = Readonly<Record<string, unknown>>

interface Question {
  readonly id: string
  readonly type: string
  readonly follow_up?: unknown
}

/** A person's answers to the Page's requests for feedback. */
export const givingFeedback = {
  /** `answers`: for each question id the answer, or `{payload, follow_up}`. */
  feedback: scene => {
    const {id, message} = messageMeant(scene, isAsking, 'The Page has not sent a customer_feedback template')
    if (!isAsking({message})) throw refused('This message is not a customer_feedback template')
    const screens = (payloadIn(message)?.['feedback_screens'] ?? []) as readonly {
      readonly questions: readonly Question[]
    }[]
    const answers = answersIn(scene)
    const known = screens.flatMap(({questions}) => questions)
    const stray = Object.keys(answers).find(key => !known.some(question => question.id === key))
    if (stray !== undefined)
      throw refused(`The template has no question ${stray}; it has ${known.map(each => each.id).join(', ')}`)
    const answered = screens.map(({questions}, index) => ({
      screen_id: index,
      questions: Object.fromEntries(
        questions.flatMap(question => {
          const answer = answers[question.id]
          return answer === undefined ? [] : [[question.id, toAnswer(question, answer)]]
        }),
      ),
    }))
    openWindow(scene)
    emit(scene, 'messaging_feedback', {messaging_feedback: {feedback_screens: answered}})
    return {mid: id}
  },
  /** The thumbs below a message, which Messenger shows if an app subscribes to `response_feedback`. */
  rate: scene => {
    const rating = optionalText(scene, 'rating') ?? 'good'
    oneOf('rating', rating, ['good', 'bad'])
    const {id: mid} = messageMeant(scene, ({from}) => from === 'page', 'There is no message to rate')
    emit(scene, 'response_feedback', {
      response_feedback: {feedback: rating === 'good' ? 'Good response' : 'Bad response', mid},
    })
    return {mid}
  },
} satisfies Record<string, Act>

function isAsking({message}: Pick<StoredMessage, 'message'>): boolean {
  return payloadIn(message)?.['template_type'] === 'customer_feedback'
}

function answersIn({words}: Scene): Json {
  const {answers} = words
  if (typeof answers !== 'object' || answers === null || Object.keys(answers).length === 0)
    throw refused('answers is missing: give an answer for each question id')
  return answers as Json
}

/** Scores are sent as texts. */
function toAnswer({type, follow_up: asksMore}: Question, answer: unknown): Json {
  const {payload, follow_up: more} = (
    typeof answer === 'object' && answer !== null ? answer : {payload: answer}
  ) as {readonly payload?: unknown; readonly follow_up?: unknown}
  const hasMore = more !== undefined && asksMore !== undefined
  return {
    type,
    payload: String(payload ?? ''),
    ...(hasMore ? {follow_up: {type: 'free_form', payload: String(more)}} : {}),
  }
}
