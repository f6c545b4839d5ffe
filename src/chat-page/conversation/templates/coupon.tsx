import {useState} from 'preact/hooks'
import {useActing} from '../acting.ts'
import {openWeb} from '../buttons.tsx'
import {asText} from '../fields.ts'
import {Picture} from '../picture.tsx'
import {Titles} from './card.tsx'
import type {TemplateView} from './parts.ts'

/** A coupon whose code is shown on request; the bot is notified of that. */
export const CouponTemplate: TemplateView = ({payload, message}) => {
  const acting = useActing()
  const [isRevealed, setIsRevealed] = useState(false)
  const code = asText(payload['coupon_code'])
  const url = asText(payload['coupon_url'])
  const image = asText(payload['image_url'])
  const before = asText(payload['coupon_pre_message'])
  const reveal = async () => {
    const outcome = await acting.act('coupon', {mid: message.mid})
    if (outcome !== undefined) setIsRevealed(true)
  }
  return (
    <>
      {before !== undefined && (
        <div class="bubble pre-message" dir="auto">
          {before}
        </div>
      )}
      <div class="card coupon">
        {image !== undefined && (
          <div class="card-image horizontal">
            <Picture url={image} />
          </div>
        )}
        <div class="card-text">
          <Titles
            title={asText(payload['title'])}
            subtitle={asText(payload['subtitle']) ?? 'Terms may apply.'}
          />
          {isRevealed && code !== undefined && <output class="coupon-code">{code}</output>}
        </div>
        <div class="buttons">
          {code !== undefined && !isRevealed && (
            <button type="button" class="button" onClick={() => void reveal()}>
              Reveal code
            </button>
          )}
          {url !== undefined && (
            <button type="button" class="button" onClick={() => openWeb(acting, {url}, message.mid)}>
              <span dir="auto">{asText(payload['coupon_url_button_title']) ?? 'Shop now'}</span>
            </button>
          )}
        </div>
      </div>
    </>
  )
}
