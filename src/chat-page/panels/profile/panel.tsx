import type {JSX} from 'preact'
import type {ProfileView} from '../../../emulator/chat/panel-types.ts'
import {useChat, useClient} from '../../app/client-context.ts'
import {useNow} from '../../app/now.ts'
import {momentOf} from '../../conversation/moments.ts'
import {useLoaded} from '../use-loaded.ts'
import {propertyForms} from './properties.ts'
import {Property} from './property.tsx'

/** What a Page shows before and beside its conversations, edited through the calls that a bot makes. */
export function ProfilePanel(): JSX.Element {
  const client = useClient()
  const pageId = useChat(state => state.overview?.page.id)
  const {data, reload} = useLoaded(
    () => (pageId === undefined ? undefined : client.asking.ask('GET', `profile?page=${pageId}`)),
    pageId,
  )
  if (data === undefined) return <p aria-busy="true">Loading…</p>
  return (
    <>
      <div class="panel-part">
        <Calls view={data} />
        <a class="panel-download" href={`/_msgr/profile.yaml?page=${data.pageId}`} download="profile.yaml">
          Download profile.yaml
        </a>
        <p class="hint">
          With it, <code>msgr profile set profile.yaml</code> makes any other Page look the same.
        </p>
      </div>
      {propertyForms.map(form => (
        <Property
          key={`${data.pageId} ${form.name}`}
          form={form}
          value={data.profile[form.name]}
          pageId={data.pageId}
          reload={reload}
        />
      ))}
    </>
  )
}

/** The platform's limit, which each change counts towards. */
function Calls({view: {most, left, nextMs}}: {readonly view: ProfileView}): JSX.Element {
  const nowMs = useNow(1_000)
  if (left === undefined) return <p class="hint">Any number of changes: the limits are off.</p>
  return (
    <p class={left === 0 ? 'panel-trouble' : 'hint'} role="status">
      {left} of {most} calls left in 10 minutes; saving takes one.
      {nextMs !== undefined && nextMs > nowMs && ` One more at ${momentOf(nextMs, nowMs)}.`}
    </p>
  )
}
