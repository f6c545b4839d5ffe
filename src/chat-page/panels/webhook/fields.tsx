import type {JSX} from 'preact'
import {useState} from 'preact/hooks'
import type {FieldSubscription} from '../../../emulator/chat/panel-types.ts'
import {defaultPageFields} from '../../../platform/webhook-events.ts'
import {useClient} from '../../app/client-context.ts'
import {Problem, Switch} from '../parts.tsx'
import {refusalOf} from '../use-loaded.ts'
import type {AppProps} from './app-props.ts'

/** The fields as switches, each for both levels at once. */
export function Fields({app, pageId, reload}: AppProps): JSX.Element {
  const client = useClient()
  const [isWhole, setIsWhole] = useState(false)
  const [problem, setProblem] = useState<string>()
  const {subscriptions, appId} = app
  const usual = new Set<string>(defaultPageFields)
  const shown = subscriptions.filter(
    ({field, atApp, atPage}) => isWhole || usual.has(field) || atApp || atPage,
  )
  const change = async (field: string, isSubscribed: boolean) => {
    setProblem(
      await refusalOf(
        client.asking.ask('POST', 'webhook/field', {page: pageId, app: appId, field, isSubscribed}),
      ),
    )
    await reload()
  }
  return (
    <fieldset class="panel-fields">
      <legend>Fields</legend>
      <p class="hint">An event is sent if the app and the Page both subscribe to its field.</p>
      <Problem text={problem} />
      {shown.map(each => (
        <Switch
          key={each.field}
          name={each.field}
          note={noteOf(each)}
          isOn={each.atApp && each.atPage}
          onChange={isOn => void change(each.field, isOn)}
        />
      ))}
      {(isWhole || shown.length < subscriptions.length) && (
        <button
          type="button"
          class="text-button"
          aria-expanded={isWhole}
          onClick={() => setIsWhole(!isWhole)}
        >
          {isWhole ? 'Show fewer fields' : `Show all ${subscriptions.length} fields`}
        </button>
      )}
    </fieldset>
  )
}

/** Which level is missing, if only one is. */
function noteOf({atApp, atPage}: FieldSubscription): string | undefined {
  if (atApp === atPage) return undefined
  return atApp ? 'not at the Page' : 'not at the app'
}
