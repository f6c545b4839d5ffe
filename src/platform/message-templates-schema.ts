import * as z from 'zod'
import {exactlyOne, formed, list, templateUrl, withRule} from './fields-schema.ts'
import {parameterFormats} from './message-templates.ts'

const someText = z.string().min(1)

const namedExamples = list(
  z.strictObject({
    param_name: someText.describe('The name of the placeholder'),
    example: someText.describe('An example value'),
  }),
)

const isHeader = z.literal('HEADER').describe('The header, above the text')

const header = z.discriminatedUnion('format', [
  z.strictObject({
    type: isHeader,
    format: z.literal('TEXT').describe('A text'),
    text: someText.describe('The text; it may contain one placeholder'),
    example: z
      .strictObject({
        header_text: list(someText).describe('An example value of {{1}}').optional(),
        header_text_named_params: namedExamples.describe('An example value of {{name}}').optional(),
      })
      .describe('An example of the placeholder, for the reviewers')
      .optional(),
  }),
  z.strictObject({
    type: isHeader,
    format: z.literal('IMAGE').describe('An image'),
    text: someText.describe('A text beside the image; it may contain placeholders').optional(),
    example: z
      .strictObject({
        header_handle: list(someText).describe('The handle of an uploaded image'),
        header_text: list(someText).describe('An example value of {{1}}').optional(),
        header_text_named_params: namedExamples.describe('An example value of {{name}}').optional(),
      })
      .describe('An example of the image, for the reviewers'),
  }),
])

const body = z.strictObject({
  type: z.literal('BODY').describe('The text of the message'),
  text: someText.describe('The text, with placeholders {{1}} or {{name}}'),
  example: z
    .strictObject({
      body_text: list(list(someText)).describe('An example value of {{1}}, {{2}}, …').optional(),
      body_text_named_params: namedExamples.describe('An example value of each {{name}}').optional(),
    })
    .describe('Examples of the placeholders, for the reviewers')
    .optional(),
})

const buttonText = someText.describe('The text on the button')

const button = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('URL').describe('Opens a web page'),
    text: buttonText,
    url: templateUrl.describe('The page; it may end in a placeholder'),
    example: z
      .strictObject({url_suffix_example: someText.describe('The whole address with it')})
      .describe('An example of the placeholder, for the reviewers')
      .optional(),
  }),
  z.strictObject({
    type: z.literal('POSTBACK').describe('Sends its payload to the webhook'),
    text: buttonText,
    payload: someText.describe('Sent to the webhook when it is tapped'),
  }),
])

const buttons = z.strictObject({
  type: z.literal('BUTTONS').describe('What can be tapped'),
  buttons: list(button).describe('The buttons'),
})

const contents = {
  components: list(z.discriminatedUnion('type', [header, body, buttons])).describe(
    'The parts of the message, at most one of each: HEADER, BODY, BUTTONS',
  ),
  parameter_format: z
    .enum(parameterFormats)
    .describe('Whether placeholders are {{1}} or {{name}}')
    .optional(),
}

/** A utility template to be created. Rules about placeholders and examples are in message-templates-check.ts. */
export const newTemplateSchema = withRule(
  z.strictObject({
    name: someText.describe('The name used to send it'),
    language: formed(/^[a-z]{2,3}(_[A-Z]{2})?$/, 'is not a language like en or en_US').describe(
      'Its language, such as en or en_US',
    ),
    category: z.literal('UTILITY').describe('The only category'),
    ...contents,
    components: contents.components.optional(),
    library_template_name: someText
      .describe('A template of the library of Meta, instead of components')
      .optional(),
    library_template_body_inputs: z.unknown().describe('What the text of that template asks for').optional(),
    library_template_button_inputs: z
      .unknown()
      .describe('What the buttons of that template ask for')
      .optional(),
  }),
  (value, report) => exactlyOne(value, ['components', 'library_template_name'], report, 'missing'),
)

/** What an edit replaces. */
export const templateChangeSchema = z.strictObject(contents)
