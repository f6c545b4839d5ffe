import type {JSX} from 'preact'
import {useActing} from '../acting.ts'
import {openWeb} from '../buttons.tsx'
import {asFields, asItems, asNumber, asText, type Fields} from '../fields.ts'
import {momentOf} from '../moments.ts'
import {Picture} from '../picture.tsx'
import {Remarks, remarksAt} from '../remarks.tsx'
import {money} from './money.ts'
import type {TemplateView} from './parts.ts'

/** The items bought, the address, the payment method and the cost. */
export const ReceiptTemplate: TemplateView = ({payload, message}) => {
  const {nowMs} = useActing()
  const currency = asText(payload['currency']) ?? ''
  const bought = asNumber(payload['timestamp'])
  const merchant = asText(payload['merchant_name'])
  return (
    <div class="card receipt">
      <div class="receipt-head">
        <span class="card-title" dir="auto">
          {merchant === undefined ? 'Order confirmation' : `Order at ${merchant}`}
        </span>
        <span class="card-subtitle" dir="auto">
          No. {asText(payload['order_number']) ?? '–'}
          {bought !== undefined && ` · ${momentOf(bought * 1000, nowMs)}`}
        </span>
      </div>
      <Items items={asItems(payload['elements'])} currency={currency} remarksOf={message.remarks} />
      <dl class="receipt-lines">
        <Line name="Paid with">{asText(payload['payment_method'])}</Line>
        <Line name="Ship to">{addressOf(payload)}</Line>
      </dl>
      <Costs payload={payload} currency={currency} />
      <Details url={asText(payload['order_url'])} mid={message.mid} />
    </div>
  )
}

interface ItemsProps {
  readonly items: readonly Fields[]
  readonly currency: string
  readonly remarksOf: Parameters<typeof remarksAt>[0]
}

function Items({items, currency, remarksOf}: ItemsProps): JSX.Element | null {
  if (items.length === 0) return null
  return (
    <ul class="receipt-items">
      {items.map((item, index) => {
        const image = asText(item['image_url'])
        const quantity = asNumber(item['quantity'])
        const subtitle = asText(item['subtitle'])
        return (
          <li key={index}>
            {image !== undefined && <Picture url={image} />}
            <span class="receipt-item">
              <span dir="auto">{asText(item['title'])}</span>
              {subtitle !== undefined && (
                <span class="card-subtitle" dir="auto">
                  {subtitle}
                </span>
              )}
              {quantity !== undefined && <span class="card-subtitle">Qty. {quantity}</span>}
              <Remarks of={remarksAt(remarksOf, `attachment.payload.elements[${index}]`)} />
            </span>
            <span class="amount">
              {money(asNumber(item['price']) ?? 0, asText(item['currency']) ?? currency)}
            </span>
          </li>
        )
      })}
    </ul>
  )
}

function Line({
  name,
  children,
}: {
  readonly name: string
  readonly children: string | undefined
}): JSX.Element | null {
  if (children === undefined) return null
  return (
    <div>
      <dt>{name}</dt>
      <dd dir="auto">{children}</dd>
    </div>
  )
}

function addressOf(payload: Fields): string | undefined {
  const address = asFields(payload['address'])
  const name = asText(payload['recipient_name'])
  const place = [address['postal_code'], address['city']].map(asText).filter(isThere).join(' ')
  const region = [address['state'], address['country']].map(asText).filter(isThere).join(', ')
  const lines = [name, asText(address['street_1']), asText(address['street_2']), place, region]
  const filled = lines.filter(line => isThere(line) && line !== '')
  return filled.length === 0 ? undefined : filled.join('\n')
}

const isThere = (text: string | undefined): text is string => text !== undefined

function Costs({payload, currency}: {readonly payload: Fields; readonly currency: string}): JSX.Element {
  const summary = asFields(payload['summary'])
  const adjustments = asItems(payload['adjustments']).map(({name, amount}) => {
    const off = asNumber(amount)
    return [asText(name) ?? 'Adjustment', off === undefined ? undefined : -off] as const
  })
  const lines = [
    ['Subtotal', asNumber(summary['subtotal'])],
    ['Shipping', asNumber(summary['shipping_cost'])],
    ['Tax', asNumber(summary['total_tax'])],
    ...adjustments,
  ] as const
  return (
    <dl class="receipt-costs">
      {lines.map(([name, amount], index) => (
        <Line key={index} name={name}>
          {amount === undefined ? undefined : money(amount, currency)}
        </Line>
      ))}
      <div class="total">
        <dt>Total</dt>
        <dd>{money(asNumber(summary['total_cost']) ?? 0, currency)}</dd>
      </div>
    </dl>
  )
}

function Details({url, mid}: {readonly url: string | undefined; readonly mid: string}): JSX.Element | null {
  const acting = useActing()
  if (url === undefined) return null
  return (
    <div class="buttons">
      <button type="button" class="button" onClick={() => openWeb(acting, {url, title: 'Order'}, mid)}>
        View order
      </button>
    </div>
  )
}
