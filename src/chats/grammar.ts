import * as z from 'zod'
import {senderActions} from '../platform/messages.ts'
import {toMs} from '../system/clock.ts'
import {patternFault} from './text-pattern.ts'

// Files are read without types: `say: 12` and `tap: no` are texts. Numbers and times are converted here.

const text = z.string().min(1)

/** An exact text, or a pattern between slashes. */
const expected = z.string().superRefine((value, context) => {
  const why = patternFault(value)
  if (why !== undefined) context.addIssue({code: 'custom', message: `is not a valid pattern: ${why}`})
})

const duration = z
  .string()
  .refine(value => toMs(value) !== undefined, {error: 'is not a duration, such as 500ms, 2s or 24h'})
  .transform(value => toMs(value) ?? 0)

const number = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/, {error: 'must be a number'})
  .transform(Number)

const yes = z.enum(['true', 'false']).transform(value => value === 'true')

/** Accepts a text in place of a map with one key. */
function short<Shape extends z.ZodType>(key: string, shape: Shape) {
  return z.preprocess(value => {
    if (value === '') return {}
    return typeof value === 'string' ? {[key]: value} : value
  }, shape)
}

/** Any value in the wire format; its texts may be patterns. */
const wire: z.ZodType = z.lazy(() => z.union([expected, z.array(wire), z.record(z.string(), wire)]))

const button = short(
  'title',
  z.strictObject({
    title: expected.optional(),
    type: expected.optional(),
    url: expected.optional(),
    payload: expected.optional(),
  }),
)

const quickReply = short(
  'title',
  z.strictObject({
    title: expected.optional(),
    content_type: expected.optional(),
    payload: expected.optional(),
    image_url: expected.optional(),
  }),
)

const element = short(
  'title',
  z.strictObject({
    title: expected.optional(),
    subtitle: expected.optional(),
    image_url: expected.optional(),
    url: expected.optional(),
    media_type: expected.optional(),
    buttons: z.array(button).optional(),
  }),
)

const attachment = short('type', z.strictObject({type: expected.optional(), url: expected.optional()}))

const expectation = z.preprocess(
  value => (value === 'nothing' ? {nothing: ''} : typeof value === 'string' ? {text: value} : value),
  z
    .strictObject({
      text: expected.optional(),
      template: expected.optional(),
      title: expected.optional(),
      subtitle: expected.optional(),
      elements: z.array(element).optional(),
      buttons: z.array(button).optional(),
      quick_replies: z.array(quickReply).optional(),
      attachment: attachment.optional(),
      attachments: z.array(attachment).optional(),
      sticker_id: expected.optional(),
      persona: expected.optional(),
      reply_to: expected.optional(),
      messaging_type: expected.optional(),
      tag: expected.optional(),
      metadata: expected.optional(),
      message: z.record(z.string(), wire).optional(),
      sender_action: z.enum(senderActions).optional(),
      reaction: expected.optional(),
      nothing: z.preprocess(value => (value === '' ? '1s' : value), duration).optional(),
      within: duration.optional(),
    })
    .superRefine(({within, ...parts}, context) => {
      const named = Object.keys(parts)
      const lone = loners.find(name => named.includes(name))
      if (named.length === 0 && context.issues.length === 0)
        context.addIssue({code: 'custom', message: 'expects nothing; to expect no message, write `nothing`'})
      if (lone !== undefined && (named.length > 1 || (lone === 'nothing' && within !== undefined)))
        context.addIssue({
          code: 'custom',
          message: `contains \`${lone}\`, which must be alone: put the rest in a separate step`,
        })
    }),
)

/** Keys that are not parts of a message. */
const loners = ['nothing', 'sender_action', 'reaction'] as const

/** Sent to the emulator unchanged. */
const words = z.preprocess(value => (value === '' ? {} : value), z.record(z.string(), z.unknown()))

const nothingMore = z.preprocess(value => (value === '' ? {} : value), z.strictObject({}))

/** Keys whose values are numbers; all others are texts. */
const numbersOfNlp = ['confidence', 'start', 'end']

/** What the built-in NLP finds in a text: `[greetings, sentiment=positive@0.8]`, or the value of `message.nlp`. */
const nlp = z
  .union([text, z.array(text), z.record(z.string(), z.unknown())], {
    error: 'must be a list such as [greetings, sentiment=positive], or the object of the event',
  })
  .transform(value => (typeof value === 'string' ? [value] : withNumbers(value)))

function withNumbers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNumbers)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      numbersOfNlp.includes(key) && Number.isFinite(Number(each)) ? Number(each) : withNumbers(each),
    ]),
  )
}

/** The possible steps, each with its parameters. */
export const deeds = {
  say: short('text', z.strictObject({text, reply_to: expected.optional(), nlp: nlp.optional()})),
  tap: short(
    'title',
    z
      .strictObject({title: expected.optional(), payload: expected.optional(), element: expected.optional()})
      .refine(({title, payload}) => title !== undefined || payload !== undefined, {
        error: 'needs the `title` or the `payload` of a button or quick reply',
      }),
  ),
  menu: short('title', z.strictObject({title: expected})),
  'ice-breaker': short('question', z.strictObject({question: expected})),
  start: short('ref', z.strictObject({ref: text.optional()})),
  react: short('emoji', z.strictObject({emoji: text.default('❤️'), to: expected.optional()})),
  unreact: short('to', z.strictObject({to: expected.optional()})),
  edit: short('text', z.strictObject({text})),
  read: nothingMore,
  refer: short('ref', z.strictObject({ref: text, source: text.optional()})),
  attach: z.preprocess(
    value => (typeof value !== 'string' ? value : /^https?:/.test(value) ? {url: value} : {file: value}),
    z
      .strictObject({
        file: text.optional(),
        url: text.optional(),
        type: z.enum(['image', 'audio', 'video', 'file']).optional(),
      })
      .refine(({file, url}) => (file === undefined) !== (url === undefined), {
        error: 'needs one of `file` and `url`',
      }),
  ),
  sticker: short('sticker_id', z.strictObject({sticker_id: text.optional()})),
  'opt-in': words,
  link: words,
  unlink: words,
  feedback: words,
  block: nothingMore,
  unblock: nothingMore,
  wait: duration,
  expect: expectation,
} as const

const optionalDeeds = Object.fromEntries(
  Object.entries(deeds).map(([name, schema]) => [name, schema.optional()]),
) as {readonly [Name in keyof typeof deeds]: z.ZodOptional<(typeof deeds)[Name]>}

/** A step is a map with one key, or only a name if it takes no parameters. */
const step = z.preprocess(
  value => (typeof value === 'string' ? {[value]: ''} : value),
  z.strictObject(optionalDeeds).superRefine((value, context) => {
    const names = Object.keys(value)
    if (names.length > 1) {
      const message = `contains ${names.join(' and ')}: write each as a separate step, with a dash before it`
      context.addIssue({code: 'custom', message})
    } else if (names.length === 0 && context.issues.length === 0)
      context.addIssue({code: 'custom', message: 'is empty'})
  }),
)

/** The whole file, or a part between two `---`. */
export const chatSchema = z.strictObject({
  name: text.optional(),
  person: z
    .strictObject({
      psid: text.optional(),
      name: text.optional(),
      locale: z
        .string()
        .regex(/^[a-z]{2}_[A-Z]{2}$/, {error: 'is not a locale, such as de_DE'})
        .optional(),
      timezone: number.optional(),
    })
    .refine(({psid, ...traits}) => psid === undefined || Object.keys(traits).length === 0, {
      error: 'must be an existing person (`psid`) or a new one, not both',
    })
    .optional(),
  lenient: yes.optional(),
  steps: z.array(step).refine(({length}) => length > 0, {error: 'contains no step'}),
})

export type ChatInput = z.infer<typeof chatSchema>
export type StepInput = ChatInput['steps'][number]
export type ExpectationInput = z.infer<typeof expectation>
