import type {JSX} from 'preact'
import type {Side} from '../../emulator/chat/view-types.ts'
import {useChat, useClient} from '../app/client-context.ts'
import {useActing} from './acting.ts'

/** Chooses who the developer writes as. */
export function SpeakerSwitch(): JSX.Element {
  const {store} = useClient()
  const {person, page} = useActing()
  const speaker = useChat(state => state.speaker)
  const names: Readonly<Record<Side, string>> = {person: person.firstName, page: page.name}
  return (
    <fieldset class="speaker">
      <legend>Write as</legend>
      {(['person', 'page'] as const).map(side => (
        <label key={side} class="speaker-choice">
          <input
            type="radio"
            name="speaker"
            checked={side === speaker}
            onChange={() => store.set({speaker: side})}
          />
          <span dir="auto">{names[side]}</span>
        </label>
      ))}
    </fieldset>
  )
}
