import type {JSX} from 'preact'
import {useEffect, useState} from 'preact/hooks'
import type {ActivityDetail, ActivityEntry, SendAgain} from '../../emulator/chat/view-types.ts'
import {CopyButton} from './copy-button.tsx'
import {JsonView} from './json-view.tsx'

interface EntryDetailProps {
  readonly entry: ActivityEntry
  readonly detail: (id: string) => Promise<ActivityDetail | undefined>
  readonly sendAgain: (id: string, how: SendAgain) => Promise<unknown>
  readonly openMessage: (entry: ActivityEntry) => void
}

const LATE_MS = 10_000

const repeats: readonly (readonly [label: string, how: SendAgain])[] = [
  ['Send again', {as: 'again'}],
  ['Send duplicate', {as: 'duplicate'}],
  ['Send late', {as: 'late', afterMs: LATE_MS}],
]

/** What was asked and answered, as JSON, as curl and as a command. Asked for again whenever the entry changes. */
export function EntryDetail({entry, detail, sendAgain, openMessage}: EntryDetailProps): JSX.Element {
  const [shown, setShown] = useState<ActivityDetail>()
  const {id, kind, attempts, outcome, status} = entry
  // A further attempt changes what there is to tell.
  useEffect(() => {
    void detail(id).then(setShown)
  }, [detail, id, attempts, outcome, status])
  if (shown === undefined) return <div class="entry-detail" aria-busy="true" />
  const {request, response, signature, curl, command, tries = []} = shown
  return (
    <div class="entry-detail">
      <div class="entry-actions">
        {kind === 'event' &&
          repeats.map(([label, how]) => (
            <button
              key={how.as}
              type="button"
              class="chip"
              title={how.as === 'late' ? 'In ten seconds' : undefined}
              onClick={() => void sendAgain(id, how)}
            >
              {label}
            </button>
          ))}
        {entry.mid !== undefined && (
          <button type="button" class="chip" onClick={() => openMessage(entry)}>
            Show message
          </button>
        )}
      </div>
      <Message
        title="Request"
        first={`${request.method} ${request.url}`}
        headers={request.headers}
        body={request.body}
        isOpen={kind === 'event' || response === undefined || request.body !== ''}
      />
      {response !== undefined && (
        <Message
          title="Response"
          first={String(response.status)}
          headers={response.headers}
          body={response.body}
          isOpen
        />
      )}
      {tries.length > 1 && (
        <ol class="tries">
          {tries.map(({atMs, status: answered, error}) => (
            <li key={atMs} class="digits">
              {new Date(atMs).toISOString().slice(11, 19)} {answered ?? error}
            </li>
          ))}
        </ol>
      )}
      {signature !== undefined && <Text title="x-hub-signature-256" text={signature} />}
      {command !== undefined && <Text title="As a command" text={command} />}
      <Text title="As curl" text={curl} />
    </div>
  )
}

interface MessageProps {
  readonly title: string
  readonly first: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly isOpen: boolean
}

function Message({title, first, headers, body, isOpen}: MessageProps): JSX.Element {
  return (
    <section>
      <div class="part-head">
        <h3>{title}</h3>
        {body !== '' && <CopyButton text={body} what={title.toLowerCase()} />}
      </div>
      <p class="first-line">{first}</p>
      <details>
        <summary>Headers</summary>
        <dl class="headers">
          {Object.entries(headers).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </details>
      {body !== '' && <JsonView text={body} isOpen={isOpen} />}
    </section>
  )
}

const Text = ({title, text}: {readonly title: string; readonly text: string}): JSX.Element => (
  <section>
    <div class="part-head">
      <h3>{title}</h3>
      <CopyButton text={text} what={title.toLowerCase()} />
    </div>
    <pre class="code">{text}</pre>
  </section>
)
