import * as z from 'zod'
import {ringTargets} from './calls.ts'
import {formed, list, withRule} from './fields-schema.ts'
import {type NormalBody, normalBody} from './normal-body.ts'
import type {Wire} from './wire.ts'

const time = formed(/^([01][0-9]|2[0-3])[0-5][0-9]$|^2400$/, 'is not a time as four digits, such as 0900')

/** When people can call. */
export const callHoursSchema = withRule(
  z.strictObject({
    timezone_id: z.string().describe('The time zone, by its IANA name: Europe/Zurich'),
    weekly_operating_hours: list(
      z.strictObject({
        day_of_week: z.string().min(1).describe('The day, such as MONDAY'),
        open_time: time.describe('From when, HHMM: "0900"'),
        close_time: time.describe('Until when, HHMM: "1800"'),
      }),
    ).describe('The hours of each day; a day may have several'),
  }),
  ({timezone_id: zone}, report) => {
    if (typeof zone === 'string' && !isZone(zone))
      report('format', ['timezone_id'], 'is not the name of a time zone, such as Europe/Zurich', {
        value: zone,
      })
  },
)

/** The settings of calls; keys that are not given stay unchanged. */
export const callSettingsSchema = z.strictObject({
  audio_enabled: z.boolean().describe('Whether people can call with sound').optional(),
  video_enabled: z.boolean().describe('Whether people can call with video').optional(),
  icon_enabled: z.boolean().describe('Whether conversations show a button for calls').optional(),
  call_hours: callHoursSchema.describe('When people can call').optional(),
  call_routing: z
    .strictObject({
      ring_target: z
        .enum(ringTargets)
        .describe('META: the inbox of the Page; PARTNERS: the app, by its webhook field calls'),
    })
    .describe('Who is called')
    .optional(),
})

/** Every fault of hours, and the hours as the platform reads them. */
export const judgeCallHours = (given: unknown): NormalBody<Wire<typeof callHoursSchema>> =>
  normalBody(callHoursSchema, given)

/** Every fault of settings, and the settings as the platform reads them. */
export const judgeCallSettings = (given: unknown): NormalBody<Wire<typeof callSettingsSchema>> =>
  normalBody(callSettingsSchema, given)

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', {timeZone: name})
    return true
  } catch {
    return false
  }
}
