import * as z from 'zod'
import {unfilledIn} from './addresses.ts'
import {checkWebview, webviewFields} from './buttons-schema.ts'
import {httpsUrl, id, isObject, list, noPlaceholder, text, withRule} from './fields-schema.ts'
import {DEFAULT_LOCALE, locales} from './locales.ts'
import {profileLimits as limits, type MessengerProfile} from './messenger-profile.ts'
import type {Rule} from './rule-fault.ts'

const payload = text(limits.payload).describe('Sent to the webhook when it is tapped')
const locale = z.string().meta({
  description: 'default, or a locale like en_GB; one entry must be default',
  examples: [DEFAULT_LOCALE, ...locales],
})
const menuTitle = text(limits.menuTitle).describe('The text of the item')

const menuItem = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('postback').describe('Sends its payload to the webhook'),
    title: menuTitle,
    payload,
  }),
  withRule(
    z.strictObject({
      type: z.literal('web_url').describe('Opens a web page'),
      title: menuTitle,
      ...webviewFields,
    }),
    checkWebview,
  ),
])

export const persistentMenu = list(
  withRule(
    z.strictObject({
      locale,
      composer_input_disabled: z.boolean().describe('Whether people can only tap, not write').optional(),
      call_to_actions: list(menuItem, limits.menuItems, {fewest: 1, none: 'warning'})
        .describe('The items of the menu')
        .optional(),
      disabled_surfaces: z
        .array(z.string())
        .describe('Places where the menu is not shown, such as CUSTOMER_CHAT_PLUGIN')
        .optional(),
    }),
    (menu, report) => {
      const {composer_input_disabled: isDisabled, call_to_actions: items} = menu
      if (isDisabled === true && (items === undefined || (Array.isArray(items) && items.length === 0)))
        report('missing', ['call_to_actions'], 'is missing: without it nobody could write or tap anything')
    },
  ),
)

const iceBreaker = z.strictObject({
  question: text(limits.iceBreakerQuestion, {over: 'warning'}).describe(
    `The question, cut after ${limits.iceBreakerQuestion} characters`,
  ),
  payload,
})
const localisedIceBreakers = z.strictObject({
  locale,
  call_to_actions: list(iceBreaker, limits.iceBreakers).describe('The questions'),
})

/** The older form: one list of questions for everybody. */
const plainIceBreakers = list(iceBreaker, limits.iceBreakers)

const isPlain = (item: unknown): boolean =>
  isObject(item) && !('locale' in item) && !('call_to_actions' in item)

/** Whether a list of ice breakers holds questions for everybody beside questions by locale, which is refused. */
export const mixesForms = (items: readonly unknown[]): boolean => items.some(isPlain) && !items.every(isPlain)

type IceBreakers = NonNullable<MessengerProfile['ice_breakers']>

/** The schema of the form of ice breakers that a value has. A list that mixes forms is judged item by item. */
export function iceBreakersFor(value: unknown): z.ZodType<IceBreakers> {
  if (!Array.isArray(value) || value.length === 0) return list(localisedIceBreakers)
  const [first, ...rest] = value.map(item => (isPlain(item) ? iceBreaker : localisedIceBreakers))
  if (mixesForms(value) && first !== undefined) return mixed([first, ...rest])
  return isPlain(value[0]) ? plainIceBreakers : list(localisedIceBreakers)
}

/** Nothing that passes it is of either form; that is a fault which `checkProfile` reports. */
const mixed = (items: [z.ZodType, ...z.ZodType[]]) => z.tuple(items) as z.ZodType as z.ZodType<never>

const command = z.strictObject({
  name: text(limits.commandName)
    .superRefine((name, context) => {
      if (name.startsWith('/'))
        context.addIssue({
          code: 'custom',
          message: `\`${name}\` must not start with /`,
          params: {rule: 'format'},
          continue: true,
        })
    })
    .describe('The text typed after the /'),
  description: text(limits.commandDescription).describe('The description of the command'),
})

const hostName = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*$/i

const domain = z.string().superRefine((value, context) => {
  const report = (message: string, severity: 'error' | 'warning' = 'error', rule: Rule = 'format') =>
    context.addIssue({
      code: 'custom',
      message: `\`${value}\` ${message}`,
      params: {rule, severity},
      continue: true,
    })
  const [, scheme, host = '', path = ''] =
    /^(?:([a-z]+):\/\/)?([^/:?#]*)(?=[/:?#]|$)(?::[0-9]+)?(.*)$/i.exec(value) ?? []
  const placeholder = noPlaceholder(unfilledIn(value))
  if (placeholder !== undefined)
    report(placeholder.message, 'error', hostName.test(host) ? placeholder.rule : 'format')
  else if (scheme?.toLowerCase() !== 'https') report('must start with https://')
  else if (!hostName.test(host))
    report(
      /^[a-z0-9.-]*$/i.test(host)
        ? 'has no full host name: no IP address, no localhost'
        : 'is not a host name: only letters, digits, hyphens and dots',
    )
  else if (path !== '' && path !== '/') report('has a path; only the domain counts', 'warning')
})

/** A file or request that sets the Messenger Profile. Rules across properties are in `checkProfile`. */
export const messengerProfileSchema = z.strictObject({
  get_started: z
    .strictObject({payload})
    .describe('The button that starts a conversation; persistent_menu needs it')
    .optional(),
  greeting: list(
    z.strictObject({
      locale,
      text: text(limits.greeting, {over: 'warning'}).describe(
        'The greeting; it may contain {{user_first_name}} and {{user_full_name}}',
      ),
    }),
  )
    .describe('The text shown before the first message, by locale')
    .optional(),
  ice_breakers: z
    .union([list(localisedIceBreakers), plainIceBreakers])
    .describe('Questions to start a conversation with, by locale or for everybody')
    .optional(),
  persistent_menu: persistentMenu.describe('The menu beside the composer, by locale').optional(),
  commands: list(
    z.strictObject({
      locale,
      commands: list(command, limits.commands).describe('The commands of this locale'),
    }),
  )
    .describe('The commands people can type after a /, by locale; a persistent_menu is hidden meanwhile')
    .optional(),
  whitelisted_domains: list(domain, limits.domains, 0)
    .describe('The domains on which pages may use Messenger Extensions: https://…')
    .optional(),
  account_linking_url: httpsUrl.describe('The page that logs a person in, to link their account').optional(),
})

/** The menu of one person, set over that of the Page. */
export const userSettingsSchema = z.strictObject({
  psid: id.describe('The person, by their id on the Page, in quotes'),
  persistent_menu: persistentMenu.describe('Their menu, by locale'),
})
