import type {JSX} from 'preact'
import type {Welcome} from '../../emulator/chat/view-types.ts'
import {useActing} from './acting.ts'
import {FirstRun} from './first-run.tsx'
import {Avatar} from './picture.tsx'

interface WelcomeProps {
  readonly welcome: Welcome
  /** Once there are messages, only the picture and the greeting remain, at the very beginning. */
  readonly isOver: boolean
}

/** The screen before the first message. Ice breakers take precedence over Get Started, as on the platform. */
export function WelcomeScreen({welcome, isOver}: WelcomeProps): JSX.Element {
  const {act, page} = useActing()
  const {greeting, getStarted, iceBreakers} = welcome
  return (
    <section class="welcome" aria-label="Welcome screen">
      <Avatar url={page.picture} name={page.name} size={80} />
      <h2 class="welcome-name">{page.name}</h2>
      {greeting !== undefined && (
        <p class="greeting" dir="auto">
          {greeting}
        </p>
      )}
      {!isOver && iceBreakers.length > 0 && (
        <div class="ice-breakers" role="group" aria-label="Ice breakers">
          {iceBreakers.map(({question, payload}) => (
            <button
              key={payload + question}
              type="button"
              class="ice-breaker"
              onClick={() => void act('ice-breaker', {title: question, payload})}
            >
              <span dir="auto">{question}</span>
            </button>
          ))}
        </div>
      )}
      {!isOver && iceBreakers.length === 0 && getStarted !== undefined && (
        <button type="button" class="primary get-started" onClick={() => void act('start')}>
          Get Started
        </button>
      )}
      {!isOver && iceBreakers.length === 0 && getStarted === undefined && (
        <p class="hint">Say something: the Page has set neither ice breakers nor Get Started.</p>
      )}
      <FirstRun />
    </section>
  )
}
