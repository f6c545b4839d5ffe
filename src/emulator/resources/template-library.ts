import type {LibraryTemplate, TemplateBody, TemplateComponent} from '../../platform/message-templates.ts'

const template = (
  id: string,
  name: string,
  [topic, usecase]: readonly [topic: string, usecase: string],
  body: string,
  params: readonly string[],
  url?: string,
): LibraryTemplate => ({
  id,
  name,
  language: 'en',
  category: 'UTILITY',
  topic,
  usecase,
  industry: ['E_COMMERCE'],
  body,
  body_params: params,
  body_param_types: params.map(() => 'TEXT'),
  buttons: url === undefined ? [] : [{type: 'URL', text: 'Details', url}],
})

/** A few templates in the manner of the platform's library. */
export const templateLibrary: readonly LibraryTemplate[] = [
  template(
    '1310000000000001',
    'order_confirmation',
    ['ORDER_MANAGEMENT', 'ORDER_CONFIRMATION'],
    'Thank you for your order. Your order number is {{1}}, and we are getting it ready.',
    ['12345'],
    'https://www.example.com/',
  ),
  template(
    '1310000000000002',
    'delivery_update',
    ['ORDER_MANAGEMENT', 'DELIVERY_UPDATE'],
    'Good news: your order {{1}} is on its way and should arrive on {{2}} at the latest.',
    ['12345', 'Monday'],
    'https://www.example.com/',
  ),
  template(
    '1310000000000003',
    'appointment_reminder',
    ['EVENT_REMINDER', 'APPOINTMENT_REMINDER'],
    'This is a reminder of your appointment on {{1}}. Write to us if you cannot come.',
    ['May 5, 10:00'],
  ),
]

/** The components of a template that is made from one of the library. */
export function componentsOf({body, body_params: params, buttons}: LibraryTemplate): TemplateComponent[] {
  const bodyComponent: TemplateBody = {type: 'BODY', text: body, example: {body_text: [params]}}
  if (buttons.length === 0) return [bodyComponent]
  return [bodyComponent, {type: 'BUTTONS', buttons} as unknown as TemplateComponent]
}
