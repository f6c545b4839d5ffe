import type {ComponentChildren, JSX} from 'preact'
import {Icon} from '../conversation/icons.tsx'
import type {Missing} from '../data/state.ts'
import {useChat, useClient} from './client-context.ts'
import {jumpToPeople} from './keys.ts'

/** Says in the conversation's place that the emulator does not have what the address names, and what to do. */
export function MissingPlace({of: {kind, id}}: {readonly of: Missing}): JSX.Element {
  const client = useClient()
  const pages = useChat(state => state.overview?.pages) ?? []
  const newest = useChat(state => state.overview?.people[0]?.psid)
  return (
    <div class="nobody" role="status">
      <h1>
        This emulator has no {kind === 'page' ? 'Page' : 'person'} <span class="digits">{id}</span>
      </h1>
      {kind === 'page' ? (
        <Offer hint="The address names a Page of another emulator, or the id has a mistake. Choose one of these:">
          {pages.map(page => (
            <button key={page.id} type="button" class="secondary" onClick={() => client.openPage(page.id)}>
              {page.name}
            </button>
          ))}
        </Offer>
      ) : (
        <Offer hint="The person was deleted, or the emulator was reset or is another one. Choose somebody else.">
          {newest !== undefined && (
            <button type="button" class="primary" onClick={() => client.openPerson(newest)}>
              Open the newest conversation
            </button>
          )}
          <button type="button" class="secondary" onClick={() => jumpToPeople(client)}>
            Search people
          </button>
        </Offer>
      )}
    </div>
  )
}

function Offer({hint, children}: {readonly hint: string; readonly children: ComponentChildren}): JSX.Element {
  return (
    <>
      <p class="hint">{hint}</p>
      <div class="nobody-offers">{children}</div>
    </>
  )
}

/** Says above the messages that the conversation does not have the message that was asked for. */
export function MissingMessage(): JSX.Element {
  const {store} = useClient()
  const missing = useChat(state => state.missing)
  return (
    <div class="missing-place" role="status">
      {missing?.kind === 'message' && (
        <div class="missing">
          <Icon name="warn" />
          <span>
            This conversation has no message <span class="missing-id">{missing.id}</span>. It is no longer
            kept, or belongs to another emulator.
          </span>
          <button
            type="button"
            class="tool"
            aria-label="Close"
            onClick={() => store.set({missing: undefined})}
          >
            <Icon name="close" size={16} />
          </button>
        </div>
      )}
    </div>
  )
}
