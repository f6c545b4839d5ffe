import {z} from 'zod'
import {exactlyOne, formed, list, url, withRule} from './fields-schema.ts'
import {parameterFormats} from './message-templates.ts'

const someText = z.string().min(1)

const namedExamples = list(z.strictObject({param_name: someText, example: someText}))

const header = z.discriminatedUnion('format', [
  z.strictObject({
    type: z.literal('HEADER'),
    format: z.literal('TEXT'),
    text: someText,
    example: z
      .strictObject({
        header_text: list(someText).optional(),
        header_text_named_params: namedExamples.optional(),
      })
      .optional(),
  }),
  z.strictObject({
    type: z.literal('HEADER'),
    format: z.literal('IMAGE'),
    example: z.strictObject({header_handle: list(someText)}),
  }),
])

const body = z.strictObject({
  type: z.literal('BODY'),
  text: someText,
  example: z
    .strictObject({
      body_text: list(list(someText)).optional(),
      body_text_named_params: namedExamples.optional(),
    })
    .optional(),
})

const button = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('URL'),
    text: someText,
    url,
    example: z.strictObject({url_suffix_example: someText}).optional(),
  }),
  z.strictObject({type: z.literal('POSTBACK'), text: someText, payload: someText}),
])

const buttons = z.strictObject({type: z.literal('BUTTONS'), buttons: list(button)})

const contents = {
  components: list(z.discriminatedUnion('type', [header, body, buttons])),
  parameter_format: z.enum(parameterFormats).optional(),
}

/** A utility template to be created. Rules about placeholders and examples are in message-templates-check.ts. */
export const newTemplateSchema = withRule(
  z.strictObject({
    name: someText,
    language: formed(/^[a-z]{2,3}(_[A-Z]{2})?$/, 'is not a language like en or en_US'),
    category: z.literal('UTILITY'),
    ...contents,
    components: contents.components.optional(),
    library_template_name: someText.optional(),
    library_template_body_inputs: z.unknown().optional(),
    library_template_button_inputs: z.unknown().optional(),
  }),
  (value, report) => exactlyOne(value, ['components', 'library_template_name'], report, 'missing'),
)

/** What an edit replaces. */
export const templateChangeSchema = z.strictObject(contents)
