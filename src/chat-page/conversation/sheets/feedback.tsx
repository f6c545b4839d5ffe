import type {JSX} from 'preact'
import {useState} from 'preact/hooks'
import {type FeedbackSheet, useActing} from '../acting.ts'
import {asFields, asItems, asText, type Fields} from '../fields.ts'
import {SheetFrame} from './frame.tsx'
import {labelsOf, questionOf, scoresOf} from './scores.ts'

interface FeedbackProps {
  readonly sheet: FeedbackSheet
  readonly onClose: () => void
}

/** The longest text that a person can add. */
const MOST_TEXT = 400

/** The form for the question of a customer feedback template. */
export function Feedback({sheet, onClose}: FeedbackProps): JSX.Element {
  const {act, page} = useActing()
  const {payload, mid} = sheet
  const question = asItems(asItems(payload['feedback_screens'])[0]?.['questions'])[0] ?? {}
  const id = asText(question['id']) ?? ''
  const followUp = asFields(question['follow_up'])
  const isText = question['type'] === 'free_form'
  const [score, setScore] = useState<string>()
  const [words, setWords] = useState('')
  const privacy = asText(asFields(payload['business_privacy'])['url'])

  const send = async (event: Event) => {
    event.preventDefault()
    const answer = isText
      ? {payload: words}
      : {
          payload: score ?? '',
          ...(words === '' ? {} : {follow_up: words}),
        }
    const outcome = await act('feedback', {mid, answers: {[id]: answer}})
    if (outcome !== undefined) onClose()
  }
  return (
    <SheetFrame title={asText(payload['title']) ?? 'Feedback'} subtitle={page.name} onClose={onClose}>
      <form class="feedback" onSubmit={event => void send(event)}>
        {!isText && <Scores question={question} score={score} onScore={setScore} />}
        {(isText || followUp['type'] !== undefined) && (
          <label class="field">
            <span dir="auto">{isText ? questionOf(question) : 'Anything to add?'}</span>
            <textarea
              rows={3}
              dir="auto"
              maxLength={MOST_TEXT}
              required={isText}
              placeholder={asText(followUp['placeholder'])}
              value={words}
              onInput={({currentTarget}) => setWords(currentTarget.value)}
            />
          </label>
        )}
        {privacy !== undefined && (
          <p class="hint">
            {page.name} gets your answer.{' '}
            <a href={privacy} target="_blank" rel="noreferrer noopener">
              Its privacy policy
            </a>
          </p>
        )}
        <button type="submit" class="primary" disabled={!isText && score === undefined}>
          Submit
        </button>
      </form>
    </SheetFrame>
  )
}

interface ScoresProps {
  readonly question: Fields
  readonly score: string | undefined
  readonly onScore: (score: string) => void
}

function Scores({question, score, onScore}: ScoresProps): JSX.Element {
  const {values, draw, look} = scoresOf(question)
  const labels = labelsOf(question)
  return (
    <fieldset class="scores">
      <legend dir="auto">{questionOf(question)}</legend>
      <div class={`score-row ${look}`}>
        {values.map(value => {
          const isFilled =
            score !== undefined && (look === 'stars' ? Number(value) <= Number(score) : value === score)
          return (
            <label key={value} class={isFilled ? 'score filled' : 'score'}>
              <input
                type="radio"
                name="score"
                value={value}
                aria-label={value}
                checked={value === score}
                onChange={() => onScore(value)}
              />
              <span aria-hidden="true">{draw(value)}</span>
            </label>
          )
        })}
      </div>
      {labels !== undefined && (
        <div class="score-labels">
          <span>{labels[0]}</span>
          <span>{labels[1]}</span>
        </div>
      )}
    </fieldset>
  )
}
