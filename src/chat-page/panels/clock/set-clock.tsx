import type {JSX} from 'preact'
import {useState} from 'preact/hooks'
import type {ClockChange} from '../../../emulator/control/protocol.ts'

const units = [
  {name: 'minutes', ms: 60_000},
  {name: 'hours', ms: 3_600_000},
  {name: 'days', ms: 86_400_000},
] as const

interface SetClockProps {
  readonly nowMs: number
  /** Returns false if the emulator refused it, which the panel shows. */
  readonly set: (change: ClockChange) => Promise<boolean>
}

/** Sets the clock to a time, or advances it by a length of time. */
export function SetClock({nowMs, set}: SetClockProps): JSX.Element {
  const [time, setTime] = useState<string>()
  const [count, setCount] = useState('25')
  const [unit, setUnit] = useState<string>('hours')
  const goTo = async (event: Event) => {
    event.preventDefault()
    if (await set({now: new Date(time ?? localText(nowMs)).toISOString()})) setTime(undefined)
  }
  const advance = async (event: Event) => {
    event.preventDefault()
    await set({advanceMs: Number(count) * (units.find(({name}) => name === unit)?.ms ?? 0)})
  }
  return (
    <>
      <form class="panel-pair end" aria-label="Set the clock" onSubmit={event => void goTo(event)}>
        <label class="field">
          <span>Set to</span>
          <input
            type="datetime-local"
            step={1}
            required
            value={time ?? localText(nowMs)}
            onInput={({currentTarget}) => setTime(currentTarget.value)}
          />
        </label>
        <button type="submit" class="secondary">
          Set
        </button>
      </form>
      <form class="panel-pair end" aria-label="Advance the clock" onSubmit={event => void advance(event)}>
        <label class="field">
          <span>Advance by</span>
          <input
            type="number"
            min={0}
            step="any"
            required
            value={count}
            onInput={({currentTarget}) => setCount(currentTarget.value)}
          />
        </label>
        <label class="field">
          <span>Unit</span>
          <select value={unit} onChange={({currentTarget}) => setUnit(currentTarget.value)}>
            {units.map(({name}) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <button type="submit" class="secondary">
          Advance
        </button>
      </form>
    </>
  )
}

/** As the field of a form writes a time, in the zone of the browser: `2026-11-29T18:30:00`. */
function localText(ms: number): string {
  const zoneMs = new Date(ms).getTimezoneOffset() * 60_000
  return new Date(ms - zoneMs).toISOString().slice(0, 19)
}
