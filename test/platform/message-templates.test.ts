import {expect, test} from 'vitest'
import {checkNewTemplate} from '../../src/platform/message-templates-check.ts'

const body = {
  type: 'BODY',
  text: 'Order {{1}} is on its way to {{2}}, and should be there soon.',
  example: {body_text: [['566701', 'Graz']]},
}
const template = (components: readonly unknown[], more: object = {}) => ({
  name: 'order_update',
  language: 'en',
  category: 'UTILITY',
  components,
  ...more,
})
const told = (value: unknown) =>
  checkNewTemplate(value).map(
    ({path, message, severity}) => `${severity === 'warning' ? '(warning) ' : ''}${path}: ${message}`,
  )

test.each([
  ['positional', template([body])],
  [
    'named, with header and buttons as the platform documents them',
    template(
      [
        {
          type: 'HEADER',
          format: 'TEXT',
          text: '{{kind}} update',
          example: {header_text_named_params: [{param_name: 'kind', example: 'Order'}]},
        },
        {
          type: 'BODY',
          text: 'Order {{order_id}} is on its way, {{name}}!',
          example: {
            body_text_named_params: [
              {param_name: 'order_id', example: '1'},
              {param_name: 'name', example: 'Jo'},
            ],
          },
        },
        {
          type: 'BUTTONS',
          buttons: [
            {
              type: 'URL',
              text: 'Track',
              url: 'https://x.example/o/{{1}}',
              example: {url_suffix_example: 'https://x.example/o/9'},
            },
            {type: 'POSTBACK', text: 'Help', payload: 'help_{{2}}'},
          ],
        },
      ],
      {parameter_format: 'NAMED'},
    ),
  ],
  [
    'with an image',
    template([{type: 'HEADER', format: 'IMAGE', example: {header_handle: ['4:aW1n']}}, body]),
  ],
  [
    'from the library',
    {name: 'a', language: 'en_US', category: 'UTILITY', library_template_name: 'order_confirmation'},
  ],
])('a template that is %s has no fault', (_, value) => {
  expect(told(value)).toEqual([])
})

test.each([
  [template([]), 'components: 0 items, at least 1'],
  [template([{type: 'BODI', text: 'Hi'}]), 'components[0].type: `BODI` is not known; did you mean `BODY`?'],
  [
    template([{type: 'HEADER', format: 'VIDEO'}, body]),
    'components[0].format: `VIDEO` is not one of `TEXT`, `IMAGE`',
  ],
  [template([{...body, txt: 'x'}]), 'components[0].txt: is not known here; did you mean `text`?'],
  [template([body], {category: 'MARKETING'}), 'category: `MARKETING`, must be `UTILITY`'],
  [template([body], {language: 'english'}), 'language: `english` is not a language like en or en_US'],
  [template([{type: 'BUTTONS', buttons: []}, body]), 'components[0].buttons: 0 items, at least 1'],
  [template([body, body]), 'components[1].type: is a second `BODY`; one is allowed'],
  [
    template([{...body, text: '{{1}} is your order for {{2}}, thank you for it'}]),
    '(warning) components[0].text: starts with a placeholder, for which it may be rejected: put a word there',
  ],
  [
    template([
      {...body, text: 'The order number that you asked for is {{1}}', example: {body_text: [['1']]}},
    ]),
    '(warning) components[0].text: ends with a placeholder, for which it may be rejected: put a word there',
  ],
  [
    template([{...body, text: 'Order {{1}} is on its way to {{3}}, and should be there soon.'}]),
    'components[0].text: is numbered with a gap: `{{2}}` is missing',
  ],
  [
    template([{...body, text: 'Your order {{order}} is on its way to you now.'}]),
    'components[0].text: `{{order}}` is not a number; names need `parameter_format: NAMED`',
  ],
  [
    template([{...body, text: 'Your order {{order#}} is on its way to you now.'}], {
      parameter_format: 'NAMED',
    }),
    'components[0].text: `{{order#}}` is not a name: letters, digits and _, starting with a letter',
  ],
  [
    template([{type: 'BODY', text: 'Your order {1} is on its way.'}]),
    'components[0].text: has a brace outside a placeholder; write placeholders as `{{1}}` or `{{name}}`',
  ],
  [
    template([{...body, example: {body_text: [['1']]}}]),
    'components[0].example.body_text: has 1 example for 2 placeholders',
  ],
  [
    template([{type: 'BODY', text: body.text}]),
    'components[0].example.body_text: is missing: an example for each of `{{1}}`, `{{2}}`',
  ],
  [
    template(
      [
        {
          type: 'BODY',
          text: 'Your order {{order_id}} is on its way.',
          example: {body_text_named_params: [{param_name: 'order', example: '1'}]},
        },
      ],
      {parameter_format: 'NAMED'},
    ),
    'components[0].example.body_text_named_params: lacks `{{order_id}}`',
  ],
  [
    template([
      body,
      {type: 'BUTTONS', buttons: [{type: 'URL', text: 'See', url: 'https://x.example/{{1}}'}]},
    ]),
    'components[1].buttons[0].example: is missing: `url_suffix_example` with a whole URL',
  ],
  [
    template([{...body, text: 'Order {{1}} and {{2}} too'}]),
    '(warning) components[0].text: has 2 placeholders in so few words that it may be rejected',
  ],
  [{name: 'a', language: 'en', category: 'UTILITY'}, ': needs one of `components`, `library_template_name`'],
])('%j has a fault', (value, fault) => {
  expect(told(value)).toContain(fault)
})
