import type {JSX} from 'preact'
import type {ActivityDetail} from '../../emulator/chat/view-types.ts'
import type {ResendOptions} from '../../emulator/events/resend.ts'
import {useClient} from '../app/client-context.ts'
import {Icon} from '../conversation/icons.tsx'

interface Way {
  readonly as: ResendOptions['as']
  readonly name: string
  readonly title: string
  readonly done: string
}

const again: Way = {
  as: 'again',
  name: 'Send again',
  title: 'The same bytes once more',
  done: 'Sent once more',
}
const ways: readonly Way[] = [
  again,
  {as: 'duplicate', name: 'Send duplicate', title: 'The same bytes twice', done: 'Sent twice more'},
  {as: 'late', name: 'Send late', title: 'The same bytes in 10 seconds', done: 'Will be sent in 10 seconds'},
]
const callWays: readonly Way[] = [{...again, title: 'The same call once more, with its own token'}]

interface ActionsProps {
  readonly of: ActivityDetail
  readonly isEditing: boolean
  readonly edit: () => void
  /** The button that begins to edit. */
  readonly editor: {current: HTMLButtonElement | null}
}

/** The actions on a log line. */
export function Actions({of: detail, isEditing, edit, editor}: ActionsProps): JSX.Element {
  const client = useClient()
  const send = async (as: ResendOptions['as'], done: string) => {
    const sent = await client.acts.sendAgain(detail.id, as)
    if (sent !== undefined) client.store.set({notice: {kind: 'news', text: done}})
  }
  const canRepeat = detail.editable !== undefined
  return (
    <div class="actions">
      {(detail.kind === 'event' ? ways : canRepeat ? callWays : []).map(({as, name, title, done}) => (
        <button key={as} type="button" class="action" title={title} onClick={() => void send(as, done)}>
          {as === 'again' && <Icon name="again" size={16} />}
          {name}
        </button>
      ))}
      {canRepeat && (
        <button type="button" class="action" ref={editor} aria-expanded={isEditing} onClick={edit}>
          <Icon name="edit" size={16} />
          Edit and send
        </button>
      )}
      {detail.psid !== undefined && (
        <button type="button" class="action" onClick={() => void client.showInChat(detail)}>
          <Icon name="chat" size={16} />
          Show in chat
        </button>
      )}
    </div>
  )
}
