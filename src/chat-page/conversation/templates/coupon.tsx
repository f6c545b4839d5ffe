import type {JSX} from 'preact'
import {useState} from 'preact/hooks'
import {useNow} from '../../app/now.ts'
import {useActing} from '../acting.ts'
import {openWeb} from '../buttons.tsx'
import {asText} from '../fields.ts'
import {durationText} from '../moments.ts'
import {Picture} from '../picture.tsx'
import {Titles} from './card.tsx'
import type {TemplateView} from './parts.ts'

/** The zone of `expire_time` is not documented: read as UTC. */
function endOf(text: string | undefined): number | undefined {
  const ms = text === undefined ? Number.NaN : Date.parse(`${text.replace(' ', 'T')}Z`)
  return Number.isNaN(ms) ? undefined : ms
}

/** How long an offer still runs, counted down by the emulated clock. */
function Offer({endMs}: {readonly endMs: number}): JSX.Element {
  const leftMs = endMs - useNow(1000)
  return (
    <span class="offer" role="timer">
      {leftMs <= 0 ? 'Offer ended' : `Ends in ${durationText(leftMs)}`}
    </span>
  )
}

/** A coupon whose code is shown on request; the bot is notified of that. */
export const CouponTemplate: TemplateView = ({payload, message}) => {
  const acting = useActing()
  const [isRevealed, setIsRevealed] = useState(false)
  const code = asText(payload['coupon_code'])
  const url = asText(payload['coupon_url'])
  const image = asText(payload['image_url'])
  const isMarketing = message.marketing !== undefined
  // Before a marketing message it is a separate message.
  const before = isMarketing ? undefined : asText(payload['coupon_pre_message'])
  const endMs = endOf(asText(payload['expire_time']))
  const isOver = endMs !== undefined && endMs <= acting.nowMs
  const reveal = async () => {
    const outcome = await acting.act('coupon', {mid: message.mid})
    if (outcome === undefined) return
    setIsRevealed(true)
    // A browser may refuse; the code is on screen all the same.
    if (isMarketing && code !== undefined) await navigator.clipboard?.writeText(code).catch(() => {})
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
          {endMs !== undefined && <Offer endMs={endMs} />}
          {isRevealed && code !== undefined && <output class="coupon-code">{code}</output>}
        </div>
        <div class="buttons">
          {code !== undefined && (isMarketing || !isRevealed) && (
            <button type="button" class="button" disabled={isOver} onClick={() => void reveal()}>
              {isMarketing ? (isRevealed ? 'Copied' : 'Copy code') : 'Reveal code'}
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
