import {readdirSync, readFileSync} from 'node:fs'
import {expect, test} from 'vitest'
import {checkNewTemplate} from '../../src/platform/message-templates-check.ts'
import {checkSendRequest} from '../../src/platform/messages-check.ts'
import {checkProfile} from '../../src/platform/messenger-profile-check.ts'
import type {RuleFault} from '../../src/platform/rule-fault.ts'
import {parseEvents} from '../../src/webhook/parse-events.ts'

interface Case {
  readonly id: string
  readonly verdict: string
  readonly body: unknown
}

const today = '2026-11-29'
const folder = new URL('../fixtures/', import.meta.url)
const read = (name: string): readonly Case[] =>
  readFileSync(new URL(`corpus/${name}.ndjson`, folder), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Case)
const errorsOf = (faults: readonly RuleFault[]) => faults.filter(({severity}) => severity !== 'warning')

/** An empty list of quick replies and nulls are taken by the platform, against what the verdict says of them. */
const taken = ['send/082', 'send/087']

test.each([
  ['send', (body: unknown) => checkSendRequest(body, {today})],
  ['profile', (body: unknown) => checkProfile(body, {today})],
] as const)('every body of the corpus of %s has the verdict that it should have', (name, check) => {
  for (const {id, verdict, body} of read(name)) {
    const errors = errorsOf(check(body))
    const isRefused = verdict.startsWith('refused') && !taken.includes(id)
    expect(errors.length > 0, `${id}, ${verdict}: ${JSON.stringify(errors)}`).toBe(isRefused)
    if (/ended|what ended/.test(verdict) && isRefused)
      expect(JSON.stringify(errors), id).toMatch(/ended (on|in) /)
    if (verdict.includes('custom_user_settings'))
      expect(JSON.stringify(errors), id).toContain('msgr profile menu set')
  }
})

test('no delivery of the corpus is lost', () => {
  for (const {id, body} of read('webhook')) expect(parseEvents(body).length, id).toBeGreaterThan(0)
})

test('every sample of a utility template is accepted', () => {
  for (const name of readdirSync(new URL('message-templates/', folder))) {
    const body: unknown = JSON.parse(readFileSync(new URL(`message-templates/${name}`, folder), 'utf8'))
    expect(errorsOf(checkNewTemplate(body)), name).toEqual([])
  }
})

const send = (payload: object, more: object = {}) =>
  checkSendRequest(
    {recipient: {id: 7001}, messaging_type: 'RESPONSE', message: {attachment: {type: 'template', payload}}},
    {today, ...more},
  )

test('templates of today are known, unknown ones are a warning, and strictly an error', () => {
  for (const payload of [
    {template_type: 'calling_optin'},
    {template_type: 'instant_form', form_id: '1'},
    {template_type: 'coupon', title: 'x', coupon_code: 'A', expire_time: '2026-12-24 18:00:00'},
    {template_type: 'customer_information', business_privacy: {url: 'https://a.example'}, countries: ['US']},
    {template_type: 'notification_messages', title: 'News', payload: 'P'},
  ])
    expect(send(payload), payload.template_type).toEqual([])
  for (const payload of [
    {template_type: 'hologram', beam: 1},
    {template_type: 'button', text: 'x', zzz: 1, buttons: [{type: 'postback', title: 'a', payload: 'b'}]},
  ]) {
    expect(send(payload).map(({severity}) => severity)).toEqual(['warning'])
    expect(errorsOf(send(payload, {isStrict: true})).length).toBe(1)
  }
})
