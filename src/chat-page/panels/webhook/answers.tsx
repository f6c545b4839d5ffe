import type {JSX} from 'preact'
import type {CallbackAnswer} from '../../../emulator/chat/panel-types.ts'
import {useClient} from '../../app/client-context.ts'
import {msText, secondOf} from '../../log/texts.ts'

/** How the callback answered last. Each opens its line of the log. */
export function Answers({answers}: {readonly answers: readonly CallbackAnswer[]}): JSX.Element {
  const client = useClient()
  return (
    <div class="panel-part">
      <h4>Last answers</h4>
      {answers.length === 0 ? (
        <p class="hint">No event of this Page has been sent to the app yet.</p>
      ) : (
        <ol class="panel-list digits">
          {answers.map(({activity, field, atMs, ms, status, error}) => (
            <li key={activity}>
              <button
                type="button"
                class="panel-row"
                title={error}
                onClick={() => client.openEntries([activity])}
              >
                <span class="row-time">{secondOf(atMs)}</span>
                <span class="row-name">{field}</span>
                <span class={isGood(status) ? 'row-good' : 'row-bad'}>{status ?? error ?? 'no answer'}</span>
                <span class="row-time">{msText(ms)}</span>
              </button>
            </li>
          ))}
        </ol>
      )}
    </div>
  )
}

const isGood = (status: number | undefined): boolean => status !== undefined && status >= 200 && status < 300
