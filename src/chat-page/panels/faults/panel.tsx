import type {JSX} from 'preact'
import {useState} from 'preact/hooks'
import {describeEffect, describeMatch} from '../../../emulator/graph/fault-words.ts'
import type {Fault, ListedFault} from '../../../emulator/graph/faults.ts'
import {useClient} from '../../app/client-context.ts'
import {Icon} from '../../conversation/icons.tsx'
import {lengthText} from '../lengths.ts'
import {focusTitle, Problem, Section} from '../parts.tsx'
import {refusalOf, useLoaded} from '../use-loaded.ts'
import {AddFault} from './add-fault.tsx'
import {presets} from './presets.ts'

/** What goes wrong on purpose: the faults there are, common ones by a button, any other by a form. */
export function FaultsPanel(): JSX.Element {
  const client = useClient()
  const {data, reload} = useLoaded(() => client.asking.ask('GET', 'faults'), '')
  const [problem, setProblem] = useState<string>()
  const change = async (asking: Promise<unknown>) => {
    const refusal = await refusalOf(asking)
    setProblem(refusal)
    await reload()
    return refusal === undefined
  }
  const add = (fault: Fault) => change(client.asking.ask('POST', 'faults', fault))
  if (data === undefined) return <p aria-busy="true">Loading…</p>
  return (
    <>
      <Section
        title="Active faults"
        side={
          data.length > 0 && (
            <button
              type="button"
              class="text-button"
              onClick={() => void change(client.asking.ask('POST', 'faults/clear'))}
            >
              Clear all
            </button>
          )
        }
      >
        {data.length === 0 ? (
          <p class="hint">Nothing goes wrong on purpose.</p>
        ) : (
          <ul class="panel-list">
            {data.map(fault => (
              <OneFault
                key={fault.id}
                fault={fault}
                onRemove={() => {
                  focusTitle()
                  void change(client.asking.ask('POST', 'faults/clear', {id: fault.id}))
                }}
              />
            ))}
          </ul>
        )}
        <Problem text={problem} />
      </Section>
      <Section title="Common faults">
        <div class="panel-choices">
          {presets.map(({name, fault}) => (
            <button key={name} type="button" class="secondary" onClick={() => void add(fault)}>
              {name}
            </button>
          ))}
        </div>
      </Section>
      <Section title="Another fault">
        <AddFault onAdd={add} />
      </Section>
    </>
  )
}

function OneFault({
  fault,
  onRemove,
}: {
  readonly fault: ListedFault
  readonly onRemove: () => void
}): JSX.Element {
  const match = describeMatch(fault)
  return (
    <li class={fault.isOver ? 'fault over' : 'fault'}>
      <div class="fault-words">
        <p>{match}</p>
        <p class="hint">
          {describeEffect(fault.effect)} · {hitsText(fault)} · {leftText(fault)}
        </p>
      </div>
      <button
        type="button"
        class="tool large"
        aria-label={`Remove the fault of ${match}`}
        title="Remove"
        onClick={onRemove}
      >
        <Icon name="close" size={16} />
      </button>
    </li>
  )
}

const hitsText = ({struck, met}: ListedFault): string => `hit ${struck} of ${met}`

/** How long it lasts from now: `3 more`, `4 min left`, `until cleared`. */
function leftText({isOver, left: {times, ms}}: ListedFault): string {
  if (isOver) return 'over'
  const parts = [
    ...(times === undefined ? [] : [`${times} more`]),
    ...(ms === undefined ? [] : [`${lengthText(ms)} left`]),
  ]
  return parts.length === 0 ? 'until cleared' : parts.join(', ')
}
