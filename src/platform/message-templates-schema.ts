import {z} from 'zod'
import {exactlyOne, formed, list, templateUrl, withRule} from './fields-schema.ts'
import {parameterFormats} from './message-templates.ts'

const someText = z.string().min(1)

const namedExamples = list(
  z.strictObject({
    param_name: someText.describe('The name of the placeholder'),
    example: someText.describe('What could stand there'),
  }),
)

const isHeader = z.literal('HEADER').describe('What stands above the text')

const header = z.discriminatedUnion('format', [
  z.strictObject({
    type: isHeader,
    format: z.literal('TEXT').describe('A text'),
    text: someText.describe('The text; it may hold one placeholder'),
    example: z
      .strictObject({
        header_text: list(someText).describe('What could stand at {{1}}').optional(),
        header_text_named_params: namedExamples.describe('What could stand at {{name}}').optional(),
      })
      .describe('What the placeholder could be, for those who approve it')
      .optional(),
  }),
  z.strictObject({
    type: isHeader,
    format: z.literal('IMAGE').describe('An image'),
    text: someText.describe('A text beside the image; it may hold placeholders').optional(),
    example: z
      .strictObject({
        header_handle: list(someText).describe('The handle of an uploaded image'),
        header_text: list(someText).describe('What could stand at {{1}}').optional(),
        header_text_named_params: namedExamples.describe('What could stand at {{name}}').optional(),
      })
      .describe('What the image could be, for those who approve it'),
  }),
])

const body = z.strictObject({
  type: z.literal('BODY').describe('The text of the message'),
  text: someText.describe('The text, with placeholders {{1}} or {{name}}'),
  example: z
    .strictObject({
      body_text: list(list(someText)).describe('What could stand at {{1}}, {{2}}, …').optional(),
      body_text_named_params: namedExamples.describe('What could stand at each {{name}}').optional(),
    })
    .describe('What the placeholders could be, for those who approve it')
    .optional(),
})

const buttonText = someText.describe('What the button says')

const button = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('URL').describe('Opens a web page'),
    text: buttonText,
    url: templateUrl.describe('The page; it may end in a placeholder'),
    example: z
      .strictObject({url_suffix_example: someText.describe('The whole address with it')})
      .describe('What the placeholder could be, for those who approve it')
      .optional(),
  }),
  z.strictObject({
    type: z.literal('POSTBACK').describe('Sends its payload to the webhook'),
    text: buttonText,
    payload: someText.describe('What the webhook gets when it is tapped'),
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
    name: someText.describe('The name by which it is sent'),
    language: formed(/^[a-z]{2,3}(_[A-Z]{2})?$/, 'is not a language like en or en_US').describe(
      'Its language, such as en or en_US',
    ),
    category: z.literal('UTILITY').describe('The only category there is'),
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
