import type {Button, MediaButton, PostbackButton, UrlButton} from './buttons.ts'
import type {EndedName} from './ended.ts'

export interface GenericTemplate {
  readonly template_type: 'generic'
  readonly elements: readonly GenericElement[]
  readonly sharable?: boolean
  readonly image_aspect_ratio?: 'horizontal' | 'square'
}

export interface GenericElement {
  readonly title: string
  readonly subtitle?: string
  readonly image_url?: string
  /** The old name of the URL of `default_action`. */
  readonly item_url?: string
  readonly default_action?: Omit<UrlButton, 'title'>
  readonly buttons?: readonly Button[]
}

export interface ButtonTemplate {
  readonly template_type: 'button'
  readonly text: string
  readonly buttons: readonly Button[]
  readonly sharable?: boolean
}

export interface MediaTemplate {
  readonly template_type: 'media'
  readonly elements: readonly {
    readonly media_type: 'image' | 'video'
    readonly attachment_id?: string
    /** Of a photo or video on Facebook. */
    readonly url?: string
    readonly buttons?: readonly MediaButton[]
  }[]
  readonly sharable?: boolean
}

export interface ImageGridTemplate {
  readonly template_type: 'image_grid'
  readonly elements: readonly {
    readonly title?: string
    readonly subtitle?: string
    readonly images: readonly {
      readonly url: string
      readonly is_hero_image?: boolean
      readonly action?:
        | {readonly type: 'web_url'; readonly url: string}
        | {readonly type: 'postback'; readonly payload: string; readonly text: string}
    }[]
    readonly buttons?: readonly (UrlButton | PostbackButton)[]
  }[]
}

export interface ReceiptTemplate {
  readonly template_type: 'receipt'
  readonly recipient_name: string
  readonly order_number: string
  /** ISO 4217 code. */
  readonly currency: string
  readonly payment_method: string
  readonly summary: {
    readonly total_cost: number
    readonly subtotal?: number
    readonly shipping_cost?: number
    readonly total_tax?: number
  }
  readonly merchant_name?: string
  /** Unix seconds. */
  readonly timestamp?: string
  readonly order_url?: string
  readonly elements?: readonly {
    readonly title: string
    readonly price: number
    readonly subtitle?: string
    readonly quantity?: number
    readonly currency?: string
    readonly image_url?: string
  }[]
  readonly address?: {
    readonly street_1: string
    readonly street_2?: string
    readonly city: string
    readonly postal_code: string
    readonly state: string
    readonly country: string
  }
  readonly adjustments?: readonly {readonly name?: string; readonly amount?: number}[]
  readonly sharable?: boolean
}

export interface ProductTemplate {
  readonly template_type: 'product'
  /** Products of the catalogue of the Page. */
  readonly elements: readonly {readonly id: string}[]
}

export interface CouponTemplate {
  readonly template_type: 'coupon'
  readonly title: string
  readonly subtitle?: string
  readonly coupon_code?: string
  readonly coupon_url?: string
  readonly coupon_url_button_title?: string
  readonly coupon_pre_message?: string
  readonly image_url?: string
  readonly payload?: string
  /** When the offer ends: `YYYY-MM-DD HH:MM:SS`. */
  readonly expire_time?: string
}

export interface CustomerInformationTemplate {
  readonly template_type: 'customer_information'
  readonly business_privacy: {readonly url: string}
  /** Of the addresses, in two letters. */
  readonly countries?: readonly string[]
  /** 1 to 7; 1 by default. */
  readonly expires_in_days?: number
  readonly purpose?: 'SHIPPING'
  readonly address_overrides?: readonly {readonly country?: string; readonly overrides?: FieldOverrides}[]
  readonly contact_overrides?: readonly FieldOverrides[] | FieldOverrides
}

/** How fields of a form differ from what they are by default. */
export interface FieldOverrides {
  readonly [field: string]: {readonly label?: string; readonly required?: boolean}
}

/** Asks for the permission to send marketing messages. */
export interface NotificationMessagesTemplate {
  readonly template_type: 'notification_messages'
  readonly title?: string
  readonly image_url?: string
  readonly payload?: string
  readonly notification_messages_timezone?: string
  /** An old key. */
  readonly notification_messages_frequency?: string
  /** An old key. */
  readonly notification_messages_reoptin?: string
  readonly notification_messages_cta_text?: string
}

/** Asks for the permission to call. */
export interface CallingOptinTemplate {
  readonly template_type: 'calling_optin'
}

export interface InstantFormTemplate {
  readonly template_type: 'instant_form'
  readonly form_id: string
}

export interface FeedbackQuestion {
  readonly id: string
  readonly type: 'csat' | 'nps' | 'ces' | 'free_form'
  readonly title?: string
  readonly score_label?: 'neg_pos' | 'hard_easy' | 'unlike_like' | 'dis_sat' | 'poor_great' | 'none'
  readonly score_option?: 'five_stars' | 'one_to_five' | 'five_emojis' | 'zero_to_ten' | 'one_to_seven'
  readonly follow_up?: {readonly type: 'free_form'; readonly placeholder?: string}
}

export interface CustomerFeedbackTemplate {
  readonly template_type: 'customer_feedback'
  readonly title: string
  readonly subtitle: string
  readonly button_title: string
  readonly feedback_screens: readonly {readonly questions: readonly FeedbackQuestion[]}[]
  readonly business_privacy: {readonly url: string}
  readonly expires_in_days?: number
}

export const unclearTemplates = ['one_time_notif_req'] as const

/** Templates whose state is not documented any more; msgr passes them on with a warning. */
export interface UnclearTemplate {
  readonly template_type: (typeof unclearTemplates)[number]
  readonly title: string
  readonly payload: string
}

/** Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/templates */
export type Template =
  | GenericTemplate
  | ButtonTemplate
  | MediaTemplate
  | ImageGridTemplate
  | ReceiptTemplate
  | ProductTemplate
  | CouponTemplate
  | CustomerFeedbackTemplate
  | CustomerInformationTemplate
  | NotificationMessagesTemplate
  | CallingOptinTemplate
  | InstantFormTemplate
  | UnclearTemplate

/** Texts in characters, the rest in items; each is the most allowed unless it says otherwise. */
export const templateLimits = {
  buttons: 3,
  generic: {elements: 10, title: 80, subtitle: 80},
  button: {text: 640},
  imageGrid: {fewestImages: 2, images: 6, title: 45, subtitle: 80},
  receipt: {elements: 100},
  product: {elements: 10},
  coupon: {title: 80, subtitle: 80},
  customerFeedback: {
    title: 65,
    subtitle: 80,
    buttonTitle: 20,
    shortestQuestion: 5,
    question: 85,
    placeholder: 65,
    days: 7,
  },
} as const

const useGeneric = 'send a generic template with several elements'
const useUtility = {instead: 'send an approved utility template', remedy: 'utility-template'} as const

/** Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/changelog */
export const endedTemplates: readonly EndedName[] = [
  {name: 'list', until: '2019-07-29', instead: useGeneric},
  {name: 'open_graph', until: '2019', instead: 'send a generic template with the song or page as its URL'},
  ...['airline_boardingpass', 'airline_checkin', 'airline_itinerary', 'airline_update'].map(name => ({
    name,
    until: '2021-12-06',
    ...useUtility,
  })),
]
