import type {ComponentChildren, JSX} from 'preact'
import {Component} from 'preact'
import type {ChatMessage} from '../../emulator/chat/view-types.ts'
import {Attachments, attachmentsOf} from './attachments.tsx'
import {asText} from './fields.ts'
import {LinkedText} from './linked-text.tsx'
import {RefusedMessage} from './refused.tsx'
import {Template, templateOf} from './templates/index.tsx'
import {UtilityTemplate} from './templates/utility.tsx'

/** The content of a message: its text in a bubble, its attachments, or its template. */
export function MessageContent({message}: {readonly message: ChatMessage}): JSX.Element {
  const template = templateOf(message)
  if (message.kind === 'refused') return <RefusedMessage message={message} />
  return (
    <Guarded message={message}>
      {message.message['template'] !== undefined ? (
        <UtilityTemplate message={message} />
      ) : template !== undefined ? (
        <Template payload={template} message={message} />
      ) : (
        <Plain message={message} />
      )}
    </Guarded>
  )
}

function Plain({message}: {readonly message: ChatMessage}): JSX.Element {
  const text = message.text ?? asText(message.message['text'])
  const attachments = attachmentsOf(message)
  const isAlone = text !== undefined && attachments.length === 0
  if (isAlone && isEmoji(text))
    return (
      <p class="bubble large-emoji" dir="auto">
        {text}
      </p>
    )
  return (
    <>
      {text !== undefined && (
        <p class="bubble" dir="auto">
          <LinkedText text={text} />
        </p>
      )}
      <Attachments of={attachments} />
      {text === undefined && attachments.length === 0 && <p class="bubble empty">Nothing to show</p>}
    </>
  )
}

/** A text of one to three emoji and nothing else is drawn large. */
const isEmoji = (text: string): boolean =>
  /^(\p{Extended_Pictographic}(\p{Emoji_Modifier}|️|‍\p{Extended_Pictographic})*\s*){1,3}$/u.test(text)

/** A message that cannot be drawn shows its JSON and does not affect the others. */
class Guarded extends Component<{message: ChatMessage; children: ComponentChildren}, {hasFailed: boolean}> {
  override state = {hasFailed: false}

  override componentDidCatch(): void {
    this.setState({hasFailed: true})
  }

  override render(): ComponentChildren {
    const {message, children} = this.props
    if (!this.state.hasFailed) return children
    return <pre class="bubble raw">{JSON.stringify(message.message, null, 2)}</pre>
  }
}
