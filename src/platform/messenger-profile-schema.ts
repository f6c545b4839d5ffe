import * as z from 'zod'
import {checkWebview, webviewFields} from './buttons-schema.ts'
import {httpsUrl, id, isObject, list, text, withRule} from './fields-schema.ts'
import {profileLimits as limits} from './messenger-profile.ts'

const payload = text(limits.payload)
const locale = z.string()

const menuItem = z.discriminatedUnion('type', [
  z.strictObject({type: z.literal('postback'), title: text(limits.menuTitle), payload}),
  withRule(
    z.strictObject({type: z.literal('web_url'), title: text(limits.menuTitle), ...webviewFields}),
    checkWebview,
  ),
])

export const persistentMenu = list(
  withRule(
    z.strictObject({
      locale,
      composer_input_disabled: z.boolean().optional(),
      call_to_actions: list(menuItem, limits.menuItems).optional(),
      disabled_surfaces: z.array(z.string()).optional(),
    }),
    (menu, report) => {
      if (menu['composer_input_disabled'] === true && menu['call_to_actions'] === undefined)
        report('missing', ['call_to_actions'], 'is missing: without it nobody could write or tap anything')
    },
  ),
)

const iceBreaker = z.strictObject({question: text(limits.iceBreakerQuestion, {over: 'warning'}), payload})
const localisedIceBreakers = z.strictObject({
  locale,
  call_to_actions: list(iceBreaker, limits.iceBreakers),
})

/** The older form: one list of questions for everybody. */
const plainIceBreakers = list(iceBreaker, limits.iceBreakers)

const isPlain = (item: unknown): boolean =>
  isObject(item) && !('locale' in item) && !('call_to_actions' in item)

/** Whether a list of ice breakers holds questions for everybody beside questions by locale, which is refused. */
export const mixesForms = (items: readonly unknown[]): boolean => items.some(isPlain) && !items.every(isPlain)

/** The schema of the form of ice breakers that a value means. */
export function iceBreakersFor(value: unknown): z.ZodType {
  if (!Array.isArray(value) || value.length === 0) return list(localisedIceBreakers)
  const [first, ...rest] = value.map(item => (isPlain(item) ? iceBreaker : localisedIceBreakers))
  if (mixesForms(value) && first !== undefined) return z.tuple([first, ...rest])
  return isPlain(value[0]) ? plainIceBreakers : list(localisedIceBreakers)
}

const command = z.strictObject({
  name: text(limits.commandName).superRefine((name, context) => {
    if (name.startsWith('/'))
      context.addIssue({
        code: 'custom',
        message: `\`${name}\` must not start with /`,
        params: {rule: 'format'},
        continue: true,
      })
  }),
  description: text(limits.commandDescription),
})

const hostName = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*$/i

const domain = z.string().superRefine((value, context) => {
  const report = (message: string, severity: 'error' | 'warning' = 'error') =>
    context.addIssue({
      code: 'custom',
      message: `\`${value}\` ${message}`,
      params: {rule: 'format', severity},
      continue: true,
    })
  const [, scheme, host = '', path = ''] = /^(?:([a-z]+):\/\/)?([^/:?#]*)(?::[0-9]+)?(.*)$/i.exec(value) ?? []
  if (scheme?.toLowerCase() !== 'https') report('must start with https://')
  else if (!hostName.test(host)) report('has no full host name: no IP address, no localhost')
  else if (path !== '' && path !== '/') report('has a path; only the domain counts', 'warning')
})

/** A file or request that sets the Messenger Profile. Rules across properties are in `checkProfile`. */
export const messengerProfileSchema = z.strictObject({
  get_started: z.strictObject({payload}).optional(),
  greeting: list(z.strictObject({locale, text: text(limits.greeting)})).optional(),
  ice_breakers: z.union([list(localisedIceBreakers), plainIceBreakers]).optional(),
  persistent_menu: persistentMenu.optional(),
  commands: list(z.strictObject({locale, commands: list(command, limits.commands)})).optional(),
  whitelisted_domains: list(domain, limits.domains, 0).optional(),
  account_linking_url: httpsUrl.optional(),
})

/** The menu of one person, set over that of the Page. */
export const userSettingsSchema = z.strictObject({psid: id, persistent_menu: persistentMenu})
