import type {JSX} from 'preact'
import type {ActivityDetail} from '../../emulator/chat/view-types.ts'
import type {ResendOptions} from '../../emulator/events/resend.ts'
import {useClient} from '../app/client-context.ts'
import {Icon} from '../conversation/icons.tsx'

const ways: readonly {as: ResendOptions['as']; name: string; title: string; done: string}[] = [
  {as: 'again', name: 'Send again', title: 'The same bytes once more', done: 'Sent once more'},
  {as: 'duplicate', name: 'Send duplicate', title: 'The same bytes twice', done: 'Sent twice more'},
  {as: 'late', name: 'Send late', title: 'The same bytes in 10 seconds', done: 'Will be sent in 10 seconds'},
]

/** The actions on a log line. */
export function Actions({of: detail}: {readonly of: ActivityDetail}): JSX.Element {
  const client = useClient()
  const send = async (as: ResendOptions['as'], done: string) => {
    if (await client.acts.sendAgain(detail.id, as)) client.store.set({notice: {kind: 'news', text: done}})
  }
  return (
    <div class="actions">
      {detail.kind === 'event' &&
        ways.map(({as, name, title, done}) => (
          <button key={as} type="button" class="action" title={title} onClick={() => void send(as, done)}>
            {as === 'again' && <Icon name="again" size={16} />}
            {name}
          </button>
        ))}
      {detail.psid !== undefined && (
        <button type="button" class="action" onClick={() => void client.showInChat(detail)}>
          <Icon name="chat" size={16} />
          Show in chat
        </button>
      )}
    </div>
  )
}
