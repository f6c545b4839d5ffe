import type {JSX} from 'preact'
import {useEffect, useState} from 'preact/hooks'
import type {ActivityDetail, ActivityEntry} from '../../emulator/chat/view-types.ts'
import {useClient} from '../app/client-context.ts'
import {Icon} from '../conversation/icons.tsx'
import {Actions} from './actions.tsx'
import {Body, CodeLine, Headers, Part, Tries} from './parts.tsx'
import {msText, outcomeText, secondOf} from './texts.ts'

interface InspectorProps {
  readonly id: string
  /** The entry in the log; its details are requested again when it changes. */
  readonly entry: ActivityEntry | undefined
}

/** The details of a log line. */
export function Inspector({id, entry}: InspectorProps): JSX.Element {
  const client = useClient()
  const [detail, setDetail] = useState<ActivityDetail>()
  const [problem, setProblem] = useState<string>()
  useEffect(() => {
    let isCurrent = true
    client.asking.ask('GET', `activity/${id}`).then(
      fresh => isCurrent && setDetail(fresh),
      (error: Error) => isCurrent && setProblem(error.message),
    )
    return () => {
      isCurrent = false
    }
  }, [id, entry])
  return (
    <div class="inspector" role="region" aria-label="Details">
      <div class="inspector-head">
        <h3 class="inspector-name">{detail?.name ?? entry?.name ?? id}</h3>
        <button
          type="button"
          class="tool"
          aria-label="Close the details"
          title="Close (Esc)"
          onClick={() => client.closeEntry()}
        >
          <Icon name="close" size={16} />
        </button>
      </div>
      {detail !== undefined && <Details of={detail} />}
      {detail === undefined && problem !== undefined && <p class="inspector-problem hint">{problem}</p>}
    </div>
  )
}

function Details({of: detail}: {readonly of: ActivityDetail}): JSX.Element {
  const {outcome, status, ms, atMs, request, response, signature, curl, command, tries} = detail
  const answer = status === undefined ? 'no answer' : `${status}`
  return (
    <div class="inspector-parts">
      <p class={`inspector-facts digits ${outcome}`}>
        {secondOf(atMs)} · <span class="outcome">{outcomeText[outcome]}</span>, {answer}
        {ms !== undefined && ` · ${msText(ms)}`}
      </p>
      <Actions of={detail} />
      <Part title="Request">
        <p class="code-url">
          <strong>{request.method}</strong> {request.url}
        </p>
        <Body text={request.body} headers={request.headers} what="the request" />
      </Part>
      {response !== undefined && (
        <Part title={`Response ${response.status}`}>
          <Body text={response.body} headers={response.headers} what="the response" />
        </Part>
      )}
      {tries !== undefined && tries.length > 0 && (
        <Part
          title={tries.length === 1 ? '1 attempt' : `${tries.length} attempts`}
          isFolded={tries.length === 1}
        >
          <Tries of={tries} />
        </Part>
      )}
      {signature !== undefined && (
        <Part title="Signature">
          <CodeLine text={signature} what="the signature" />
        </Part>
      )}
      <Part title="Headers" isFolded>
        <Headers of={request.headers} />
        {response !== undefined && <Headers of={response.headers} title="Response headers" />}
      </Part>
      <Part title="curl">
        <CodeLine text={curl} what="the curl command" />
      </Part>
      {command !== undefined && (
        <Part title="msgr">
          <CodeLine text={command} what="the msgr command" />
        </Part>
      )}
    </div>
  )
}
