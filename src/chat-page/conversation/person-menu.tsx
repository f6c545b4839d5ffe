import type {JSX} from 'preact'
import {useLayoutEffect, useRef} from 'preact/hooks'
import type {ConversationView} from '../../emulator/chat/view-types.ts'
import {locales} from '../../platform/locales.ts'
import {type PersonChange, useActing} from './acting.ts'
import {DeletePerson} from './delete-person.tsx'
import {nameOf} from './message-line.tsx'
import {momentOf, windowText} from './moments.ts'
import {PersonIdentity} from './person-identity.tsx'

interface PersonMenuProps {
  readonly view: ConversationView
  readonly change: (change: PersonChange) => Promise<boolean>
  readonly remove: () => Promise<void>
}

/** The half-hour and quarter-hour offsets in use, in hours from GMT. */
const timezones = [
  ...Array.from({length: 27}, (_, index) => index - 12),
  -9.5,
  -3.5,
  3.5,
  4.5,
  5.5,
  5.75,
  6.5,
  8.75,
  9.5,
  10.5,
  12.75,
].toSorted((one, other) => one - other)

/** The person's settings, and what the Page knows about them. */
export function PersonMenu({view, change, remove}: PersonMenuProps): JSX.Element {
  const {act, nowMs} = useActing()
  const {person, owner} = view
  const box = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => box.current?.querySelector('input')?.focus(), [])
  return (
    <div class="floating person-menu" ref={box} role="dialog" aria-label="Person">
      <PersonIdentity person={person} change={change} />
      <label class="field">
        <span>Locale</span>
        <select
          value={person.locale}
          onChange={({currentTarget}) => void change({locale: currentTarget.value})}
        >
          {withCurrent([...locales], person.locale).map(locale => (
            <option key={locale} value={locale}>
              {locale}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>Time zone</span>
        <select
          value={String(person.timezone)}
          onChange={({currentTarget}) => void change({timezone: Number(currentTarget.value)})}
        >
          {withCurrent(timezones, person.timezone).map(hours => (
            <option key={hours} value={String(hours)}>
              {hoursText(hours)}
            </option>
          ))}
        </select>
      </label>
      <dl class="facts">
        <Fact name="PSID">{person.psid}</Fact>
        <Fact name="Window">{windowText(person.windowUntilMs, nowMs)}</Fact>
        <Fact name="Labels">{person.labels.join(', ') || 'none'}</Fact>
        <Fact name="Opted in">{person.optIns.join(', ') || 'to nothing'}</Fact>
        {owner !== undefined && (
          <Fact name="Controlled by">{`${owner.appName} until ${momentOf(owner.untilMs, nowMs)}`}</Fact>
        )}
      </dl>
      {person.isBlockedByPage && (
        <p class="hint">The Page blocks this person: their messages are not delivered.</p>
      )}
      {person.subscriptions.map(({topic, isStopped}) => (
        <button
          key={topic}
          type="button"
          class="secondary"
          onClick={() => void act('opt-in', {status: isStopped ? 'resume' : 'stop', topic})}
        >
          {isStopped ? 'Resume' : 'Stop'} “{topic}”
        </button>
      ))}
      <button
        type="button"
        class="secondary"
        onClick={() => void act('opt-in', {type: 'notification_messages'})}
      >
        Opt in to marketing messages
      </button>
      <button
        type="button"
        class="secondary"
        onClick={() => void act(person.hasBlockedPage ? 'unblock' : 'block')}
      >
        {person.hasBlockedPage ? 'Unblock the Page' : 'Block the Page'}
      </button>
      <DeletePerson name={nameOf(person)} remove={remove} />
    </div>
  )
}

const Fact = ({name, children}: {readonly name: string; readonly children: string}): JSX.Element => (
  <div>
    <dt>{name}</dt>
    <dd dir="auto">{children}</dd>
  </div>
)

const withCurrent = <Value,>(values: readonly Value[], current: Value): readonly Value[] =>
  values.includes(current) ? values : [current, ...values]

/** `GMT+5:45` */
function hoursText(hours: number): string {
  const minutes = Math.round(Math.abs(hours % 1) * 60)
  const rest = minutes === 0 ? '' : `:${String(minutes).padStart(2, '0')}`
  return `GMT${hours < 0 ? '−' : '+'}${Math.trunc(Math.abs(hours))}${rest}`
}
