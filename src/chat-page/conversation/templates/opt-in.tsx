import {useState} from 'preact/hooks'
import {useActing} from '../acting.ts'
import {asText} from '../fields.ts'
import {Icon} from '../icons.tsx'
import {Picture} from '../picture.tsx'
import {StopButton, useSubscriptions} from '../subscriptions.tsx'
import {Titles} from './card.tsx'
import type {TemplateView} from './parts.ts'

const callsToAction: Readonly<Record<string, string>> = {
  ALLOW: 'Allow messages',
  GET: 'Get messages',
  GET_UPDATES: 'Get updates',
  OPT_IN: 'Opt in to messages',
  SIGN_UP: 'Sign up for messages',
}

const once = 'The Page may write to you about this once.'
const always = 'The Page may write to you. You can stop this at any time.'

/** Asks the person for permission to write later: with notification messages, or once. */
export const OptInTemplate: TemplateView = ({payload, message}) => {
  const {act} = useActing()
  const [hasAgreed, setHasAgreed] = useState(false)
  const type = asText(payload['template_type']) ?? ''
  const isOnce = type === 'one_time_notif_req'
  const image = asText(payload['image_url'])
  const title = asText(payload['title']) ?? 'Updates and promotions'
  const known = useSubscriptions().find(({topic}) => topic === title)
  const hasOptedIn = isOnce ? hasAgreed : known?.isStopped === false
  const wish = callsToAction[asText(payload['notification_messages_cta_text']) ?? ''] ?? 'Get messages'
  const optIn = async () => {
    const outcome = await act('opt-in', {
      type,
      title,
      payload: asText(payload['payload']) ?? '',
      mid: message.mid,
    })
    if (outcome !== undefined) setHasAgreed(true)
  }
  const isSquare = asText(payload['image_aspect_ratio'])?.toLowerCase() === 'square'
  return (
    <div class="card">
      {image !== undefined && (
        <div class={isSquare ? 'card-image square' : 'card-image horizontal'}>
          <Picture url={image} />
        </div>
      )}
      <div class="card-text">
        <Titles title={title} subtitle={isOnce ? once : always} />
      </div>
      <div class="buttons">
        <button type="button" class="button" disabled={hasOptedIn} onClick={() => void optIn()}>
          <Icon name={hasOptedIn ? 'check' : 'bell'} size={16} />
          {hasOptedIn ? 'Opted in' : isOnce ? 'Notify me' : wish}
        </button>
        {!isOnce && known !== undefined && <StopButton topic={title} isStopped={known.isStopped} />}
      </div>
    </div>
  )
}
