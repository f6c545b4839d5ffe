import type {JSX} from 'preact'
import {useEffect, useRef, useState} from 'preact/hooks'
import type {ActivityDetail, ActivityEntry} from '../../emulator/chat/view-types.ts'
import {useClient} from '../app/client-context.ts'
import {onceDrawn} from '../app/once-drawn.ts'
import {Icon} from '../conversation/icons.tsx'
import {Actions} from './actions.tsx'
import {EditAndSend} from './edit-and-send.tsx'
import {Body, CodeLine, Headers, Part, Tries} from './parts.tsx'
import {Reason} from './reason.tsx'
import {msText, nameText, outcomeText, secondOf} from './texts.ts'

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
  const shown = detail ?? entry
  return (
    <div class="inspector" id="details" role="region" aria-label="Details" aria-busy={detail === undefined}>
      <div class="inspector-head">
        <h3 class="inspector-name" tabIndex={-1}>
          {shown === undefined ? id : nameText(shown)}
        </h3>
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
  const {outcome, status, ms, atMs, gist, signature, curl, command, tries, request, response} = detail
  const [isEditing, setIsEditing] = useState(false)
  const opener = useRef<HTMLButtonElement>(null)
  const hasFailed = outcome === 'refused' || outcome === 'failed'
  const answer = status === undefined ? '' : `, ${status}`
  const close = () => {
    setIsEditing(false)
    onceDrawn(() => opener.current?.focus())
  }
  return (
    <div class="inspector-parts">
      <p class={`inspector-facts digits ${outcome}`}>
        {secondOf(atMs)} · <span class="outcome">{outcomeText[outcome]}</span>
        {answer}
        {ms !== undefined && ` · ${msText(ms)}`}
        {gist !== undefined && ` · ${gist}`}
      </p>
      <Reason of={detail} />
      <Actions of={detail} isEditing={isEditing} edit={() => setIsEditing(true)} editor={opener} />
      {isEditing && detail.editable !== undefined && (
        <EditAndSend of={detail} editable={detail.editable} close={close} />
      )}
      {hasFailed && <Response of={detail} />}
      <Part title="Request">
        <p class="code-url">
          <strong>{request.method}</strong> {request.url}
        </p>
        <Body text={request.body} headers={request.headers} what="the request" />
      </Part>
      {!hasFailed && <Response of={detail} />}
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
      {curl !== '' && (
        <Part title="curl">
          <CodeLine text={curl} what="the curl command" />
        </Part>
      )}
      {command !== undefined && (
        <Part title="msgr">
          <CodeLine text={command} what="the msgr command" />
        </Part>
      )}
    </div>
  )
}

function Response({of: {response}}: {readonly of: ActivityDetail}): JSX.Element | null {
  if (response === undefined) return null
  return (
    <Part title={`Response ${response.status}`}>
      <Body text={response.body} headers={response.headers} what="the response" />
    </Part>
  )
}
