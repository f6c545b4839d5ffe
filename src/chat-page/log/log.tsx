import type {JSX} from 'preact'
import {useMemo} from 'preact/hooks'
import {useChat} from '../app/client-context.ts'
import {filtered} from '../data/entries.ts'
import {Filters} from './filters.tsx'
import {Inspector} from './inspector.tsx'
import {Lines} from './lines.tsx'
import {WebhookBanner} from './webhook-banner.tsx'

/** Every call to the platform and every event to the webhook, the newest at the bottom. */
export function Log(): JSX.Element {
  const entries = useChat(state => state.entries)
  const filter = useChat(state => state.filter)
  const psid = useChat(state => state.psid)
  const openEntry = useChat(state => state.openEntry)
  const shown = useMemo(() => filtered(entries, filter, psid), [entries, filter, psid])
  return (
    <section class="log-column" id="log" aria-label="Log">
      <Filters />
      <WebhookBanner />
      <Lines entries={shown} isAnyHidden={shown.length < entries.length} />
      {openEntry !== undefined && (
        <Inspector key={openEntry} id={openEntry} entry={entries.find(({id}) => id === openEntry)} />
      )}
    </section>
  )
}
