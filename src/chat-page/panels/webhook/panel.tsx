import type {JSX} from 'preact'
import {useState} from 'preact/hooks'
import {useChat, useClient} from '../../app/client-context.ts'
import {Icon} from '../../conversation/icons.tsx'
import {webhookProblem} from '../../log/webhook-banner.tsx'
import {CommandLine, Section} from '../parts.tsx'
import {useLoaded} from '../use-loaded.ts'
import {Answers} from './answers.tsx'
import type {AppProps} from './app-props.ts'
import {CallbackForm} from './callback-form.tsx'
import {Fields} from './fields.tsx'
import {Retries} from './retries.tsx'

/** Each app's callback as the Page uses it: where it is, what it gets, and what became of it. */
export function WebhookPanel(): JSX.Element {
  const client = useClient()
  const pageId = useChat(state => state.overview?.page.id)
  const {data, reload} = useLoaded(
    () => (pageId === undefined ? undefined : client.asking.ask('GET', `webhooks?page=${pageId}`)),
    pageId,
  )
  const [isAllShown, setIsAllShown] = useState(false)
  if (data === undefined) return <p aria-busy="true">Loading…</p>
  const withCallback = data.apps.filter(({url}) => url !== undefined)
  const shown = isAllShown ? data.apps : withCallback.length > 0 ? withCallback : data.apps.slice(0, 1)
  return (
    <>
      {shown.map(app => (
        <OneApp key={`${data.pageId} ${app.appId}`} app={app} pageId={data.pageId} reload={reload} />
      ))}
      {shown.length < data.apps.length && (
        <button type="button" class="text-button" onClick={() => setIsAllShown(true)}>
          Show all {data.apps.length} apps
        </button>
      )}
    </>
  )
}

const stateTexts = {
  active: 'active',
  failing: 'failing',
  missing: 'no callback',
  unsubscribed: 'not subscribed',
}

function OneApp({app, pageId, reload}: AppProps): JSX.Element {
  const {state, appName, hint} = app
  return (
    <Section
      title={appName}
      side={
        <span class={`webhook-state ${state}`}>
          <Icon name={state === 'active' ? 'check' : 'warn'} size={16} />
          {stateTexts[state]}
        </span>
      }
    >
      {state !== 'active' && (
        <div class="panel-trouble">
          <p>{webhookProblem(app)}</p>
          {hint !== undefined && <CommandLine text={hint} />}
        </div>
      )}
      <CallbackForm app={app} pageId={pageId} reload={reload} />
      <Retries app={app} pageId={pageId} reload={reload} />
      <Answers answers={app.answers} />
      {app.url !== undefined && <Fields app={app} pageId={pageId} reload={reload} />}
    </Section>
  )
}
