import {Component, createRef, type JSX} from 'preact'
import type {ChatMessage, PageSummary, PersonSummary} from '../../emulator/chat/view-types.ts'
import {Mark} from './marks.tsx'
import {MessageContent} from './message-content.tsx'
import {type MessageHandlers, MessageTools} from './message-tools.tsx'
import {dayOf, timeOf} from './moments.ts'
import {Avatar} from './picture.tsx'
import {Remarks, remarksElsewhere} from './remarks.tsx'
import {ManageMessages} from './subscriptions.tsx'

export interface MessageLineProps {
  readonly message: ChatMessage
  readonly separatorMs: number | undefined
  /** The current day, for `Today`; changes once a day, and redraws every line. */
  readonly nowDayMs: number
  readonly isFirstOfGroup: boolean
  readonly isLastOfGroup: boolean
  /** Whether its delivery state is shown. */
  readonly isMarked: boolean
  readonly isHighlighted: boolean
  /** Whether it is the Tab stop; the arrow keys move on from it. */
  readonly isStop: boolean
  readonly page: PageSummary
  readonly personName: string
  readonly handlers: MessageHandlers
}

const controls = 'button, a[href], input, summary, audio, video, [tabindex]'

/** One message of the conversation, or a system line. Redrawn only when one of its props changes. */
export class MessageLine extends Component<MessageLineProps, {isActive: boolean}> {
  override state = {isActive: false}

  override shouldComponentUpdate(next: MessageLineProps, state: {isActive: boolean}): boolean {
    if (state.isActive !== this.state.isActive) return true
    return (Object.keys(next) as (keyof MessageLineProps)[]).some(key => next[key] !== this.props[key])
  }

  private readonly line = createRef<HTMLElement>()

  override componentDidMount(): void {
    this.reach()
  }

  override componentDidUpdate(): void {
    this.reach()
  }

  /** Tab reaches the controls of only one message, or a conversation would be hundreds of stops. */
  private reach(): void {
    const tabIndex = this.props.isStop ? 0 : -1
    for (const control of this.line.current?.querySelectorAll<HTMLElement>(controls) ?? [])
      if (control.tabIndex !== tabIndex) control.tabIndex = tabIndex
  }

  private readonly activate = () => this.setState({isActive: true})

  private readonly rest = ({currentTarget}: Event) => {
    const line = currentTarget as HTMLElement
    if (!line.matches(':focus-within, :hover')) this.setState({isActive: false})
  }

  private readonly leave = (event: FocusEvent) => {
    const line = event.currentTarget as HTMLElement
    if (!line.contains(event.relatedTarget as Node | null)) this.setState({isActive: line.matches(':hover')})
  }

  private readonly onClick = ({target}: MouseEvent) => {
    const {message, handlers} = this.props
    const isControl = target instanceof Element && target.closest('button, a, video, audio') !== null
    const isSelecting = getSelection()?.isCollapsed === false
    if (isControl || isSelecting || !matchMedia('(hover: hover)').matches) return
    if (target instanceof Element && target.closest('.content') !== null && message.activity.length > 0)
      handlers.openActivity(message.activity)
  }

  private readonly onKeyDown = (event: KeyboardEvent) => {
    const {message, handlers} = this.props
    if (event.key !== 'Enter' || event.target !== event.currentTarget || message.activity.length === 0) return
    event.preventDefault()
    handlers.openActivity(message.activity)
  }

  override render(): JSX.Element {
    const {message, separatorMs, nowDayMs, isStop} = this.props
    return (
      <>
        {separatorMs !== undefined && (
          <p class="separator">
            {dayOf(separatorMs, nowDayMs)} {timeOf(separatorMs)}
          </p>
        )}
        {message.kind === 'system' ? (
          <p class="system">{message.text}</p>
        ) : (
          <article
            class={this.classes()}
            aria-label={this.label()}
            ref={this.line}
            data-mid={message.mid}
            tabIndex={isStop ? 0 : -1}
            onPointerEnter={this.activate}
            onPointerLeave={this.rest}
            onFocusCapture={this.activate}
            onBlurCapture={this.leave}
            onClick={this.onClick}
            onKeyDown={this.onKeyDown}
          >
            {this.inside()}
          </article>
        )}
      </>
    )
  }

  private classes(): string {
    const {message, isFirstOfGroup, isLastOfGroup, isHighlighted} = this.props
    return [
      'line',
      `of-${message.from}`,
      ...(isFirstOfGroup ? ['first'] : []),
      ...(isLastOfGroup ? ['last'] : []),
      ...(isHighlighted ? ['highlighted'] : []),
      ...(message.reaction === undefined ? [] : ['with-reaction']),
    ].join(' ')
  }

  private author(): string {
    const {message, page, personName} = this.props
    return message.from === 'person' ? personName : (message.persona?.name ?? page.name)
  }

  private label(): string {
    const {message} = this.props
    const state = message.kind === 'refused' ? ', refused' : message.editedMs === undefined ? '' : ', edited'
    return `${this.author()}, ${timeOf(message.atMs)}${state}`
  }

  private inside(): JSX.Element {
    const {message, page, personName, isFirstOfGroup, isLastOfGroup, isMarked, handlers} = this.props
    const {persona} = message
    return (
      <>
        {message.from === 'page' && (
          <span class="line-picture">
            {isLastOfGroup && (
              <Avatar url={persona?.picture ?? page.picture} name={persona?.name ?? page.name} />
            )}
          </span>
        )}
        <div class="line-main">
          {persona !== undefined && isFirstOfGroup && <span class="persona-name">{persona.name}</span>}
          {message.replyTo !== undefined && (
            <Quote
              of={message.replyTo}
              author={this.author()}
              to={message.replyTo.from === 'page' ? page.name : personName}
            />
          )}
          <div class="content">
            <MessageContent message={message} />
            {message.reaction !== undefined && (
              <span class="reaction" role="img" aria-label={`Reaction ${message.reaction}`}>
                {message.reaction}
              </span>
            )}
          </div>
          {message.marketing !== undefined && message.marketing.topic !== '' && (
            <ManageMessages topic={message.marketing.topic} />
          )}
          {message.editedMs !== undefined && <span class="edited">Edited</span>}
          <Remarks of={remarksElsewhere(message.remarks)} />
        </div>
        {this.state.isActive && <MessageTools message={message} handlers={handlers} />}
        {isMarked && <Mark of={message} page={page} />}
      </>
    )
  }
}

interface QuoteProps {
  readonly of: NonNullable<ChatMessage['replyTo']>
  readonly author: string
  readonly to: string
}

function Quote({of, author, to}: QuoteProps): JSX.Element {
  return (
    <div class="quote">
      <span class="quote-head">{author === to ? `${author} replied` : `${author} replied to ${to}`}</span>
      <span class="quote-text" dir="auto">
        {of.text ?? 'An attachment'}
      </span>
    </div>
  )
}

/** The name the page shows for a person. */
export const nameOf = ({
  firstName,
  lastName,
  psid,
}: Pick<PersonSummary, 'firstName' | 'lastName' | 'psid'>): string =>
  [firstName, lastName].filter(part => part !== '').join(' ') || `…${psid.slice(-4)}`
