import type {JSX} from 'preact'
import {useState} from 'preact/hooks'
import {useClient} from '../../app/client-context.ts'
import {useNow} from '../../app/now.ts'
import {momentOf} from '../../conversation/moments.ts'
import {lengthText} from '../lengths.ts'
import {Problem} from '../parts.tsx'
import {refusalOf} from '../use-loaded.ts'
import type {AppProps} from './app-props.ts'

/** What failed and is sent again, and what waits behind it. Absent if nothing waits. */
export function Retries({app, pageId, reload}: AppProps): JSX.Element | null {
  const client = useClient()
  const nowMs = useNow(1_000)
  const [problem, setProblem] = useState<string>()
  const {appId, retries, retriesTotal, queued} = app
  if (retriesTotal === 0 && queued === 0) return null
  const retry = async () => {
    setProblem(await refusalOf(client.asking.ask('POST', 'webhooks/retry', {app: appId, page: pageId})))
    await reload()
  }
  return (
    <div class="panel-part">
      <h4>Next attempts</h4>
      {queued > 0 && (
        <p class="hint">
          {queued === 1 ? '1 event waits' : `${queued} events wait`} until the callback has answered the one
          before.
        </p>
      )}
      <ol class="panel-list digits">
        {retries.map(({field, atMs, attempts, dueMs}, index) => (
          <li key={index} class="panel-row">
            <span class="row-time">{momentOf(dueMs, nowMs)}</span>
            <span class="row-name">{field}</span>
            <span class="row-time" title={`Happened at ${momentOf(atMs, nowMs)}`}>
              attempt {attempts + 1}, in {lengthText(dueMs - nowMs)}
            </span>
          </li>
        ))}
      </ol>
      {retriesTotal > retries.length && <p class="hint">and {retriesTotal - retries.length} more</p>}
      <Problem text={problem} />
      {retriesTotal > 0 && (
        <button type="button" class="secondary" onClick={() => void retry()}>
          Try now
        </button>
      )}
    </div>
  )
}
