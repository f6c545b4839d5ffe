import type {JSX} from 'preact'
import type {ChatMessage} from '../../../emulator/chat/view-types.ts'
import {Buttons} from '../buttons.tsx'
import {asItems, asText, type Fields} from '../fields.ts'
import {AirlineTemplate} from './airline.tsx'
import {ButtonTemplate} from './button.tsx'
import {Card} from './card.tsx'
import {CouponTemplate} from './coupon.tsx'
import {CustomerFeedbackTemplate} from './customer-feedback.tsx'
import {GenericTemplate} from './generic.tsx'
import {ImageGridTemplate} from './image-grid.tsx'
import {ListTemplate} from './list.tsx'
import {MediaTemplate} from './media.tsx'
import {OptInTemplate} from './opt-in.tsx'
import type {TemplateProps, TemplateView} from './parts.ts'
import {ProductTemplate} from './product.tsx'
import {ReceiptTemplate} from './receipt.tsx'

/** A song or page with its buttons, as it was until 2019. */
const OpenGraphTemplate: TemplateView = ({payload, message}) => (
  <>
    {asItems(payload['elements']).map((element, index) => {
      const url = asText(element['url'])
      const opened = url === undefined ? {} : {title: url, default_action: {type: 'web_url', url}}
      return <Card key={index} element={{...element, ...opened}} mid={message.mid} />
    })}
  </>
)

/** An unknown template: its name, texts and buttons. */
const OtherTemplate: TemplateView = ({payload, message}) => (
  <div class="card">
    <div class="card-text">
      <span class="card-title" dir="auto">
        {asText(payload['title']) ?? asText(payload['text']) ?? asText(payload['template_type'])}
      </span>
      <span class="card-subtitle">Template {asText(payload['template_type']) ?? 'without a type'}</span>
    </div>
    <Buttons of={asItems(payload['buttons'])} mid={message.mid} />
  </div>
)

/** The view of each template that the Send API accepts on any day. */
const views: Readonly<Record<string, TemplateView>> = {
  generic: GenericTemplate,
  button: ButtonTemplate,
  media: MediaTemplate,
  image_grid: ImageGridTemplate,
  receipt: ReceiptTemplate,
  product: ProductTemplate,
  coupon: CouponTemplate,
  customer_feedback: CustomerFeedbackTemplate,
  customer_information: OtherTemplate,
  one_time_notif_req: OptInTemplate,
  notification_messages: OptInTemplate,
  list: ListTemplate,
  open_graph: OpenGraphTemplate,
  airline_itinerary: AirlineTemplate,
  airline_checkin: AirlineTemplate,
  airline_boardingpass: AirlineTemplate,
  airline_update: AirlineTemplate,
}

export function Template({payload, message}: TemplateProps): JSX.Element {
  const View = views[asText(payload['template_type']) ?? ''] ?? OtherTemplate
  return <View payload={payload} message={message} />
}

/** Whether a message is a template that draws its own frame. */
export const templateOf = ({message}: ChatMessage): Fields | undefined => {
  const attachment = message['attachment'] as Fields | undefined
  return attachment?.['type'] === 'template' ? (attachment['payload'] as Fields) : undefined
}
