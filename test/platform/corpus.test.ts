import {readdirSync, readFileSync} from 'node:fs'
import {expect, test} from 'vitest'
import {checkNewTemplate} from '../../src/platform/message-templates-check.ts'
import {checkSendRequest} from '../../src/platform/messages-check.ts'
import {checkProfile, judgeProfile} from '../../src/platform/messenger-profile-check.ts'
import type {RuleFault} from '../../src/platform/rule-fault.ts'
import {summariseEvent} from '../../src/platform/summarise-event.ts'
import {toItem, toText} from '../../src/webhook/json.ts'
import {parseEvents} from '../../src/webhook/parse-events.ts'
import {asParameters, isRefused, readCorpus} from '../helpers/corpus.ts'

const today = '2026-11-29'
const folder = new URL('../fixtures/', import.meta.url)
const errorsOf = (faults: readonly RuleFault[]) => faults.filter(({severity}) => severity !== 'warning')

test.each([
  ['send', (body: unknown) => checkSendRequest(body, {today})],
  ['profile', (body: unknown) => checkProfile(body, {today})],
] as const)('every body of the corpus of %s has the verdict that it should have', (name, check) => {
  for (const each of readCorpus(name)) {
    const {id, verdict, body} = each
    const errors = errorsOf(check(body))
    expect(errors.length > 0, `${id}, ${verdict}: ${JSON.stringify(errors)}`).toBe(isRefused(each))
    const asForm = errorsOf(check(asParameters(body)))
    expect(asForm.length > 0, `${id} as a form: ${JSON.stringify(asForm)}`).toBe(isRefused(each))
    if (/ended|what ended/.test(verdict) && isRefused(each))
      expect(JSON.stringify(errors), id).toMatch(/ended (on|in) /)
    if (verdict.includes('custom_user_settings'))
      expect(JSON.stringify(errors), id).toContain('menu-of-person')
  }
})

test('no delivery of the corpus is lost, and none is called what it is not', () => {
  for (const {id, verdict, body} of readCorpus('webhook')) {
    const events = parseEvents(body)
    const unknown = events.filter(({field, subtype}) => field === 'unknown' || subtype === 'unknown')
    const told = `${id}, ${verdict}: ${JSON.stringify(events)}`
    expect(events.length, told).toBeGreaterThan(0)
    if (verdict === 'other object')
      expect(new Set(unknown.map(({subtype}) => subtype)), told).toEqual(
        new Set([body.object ?? 'without object']),
      )
    else if (verdict.startsWith('unknown: '))
      expect(`unknown: ${unknown.map(({subtype}) => subtype ?? 'None')}`, told).toBe(verdict)
    else expect(unknown, told).toEqual([])
    for (const {item, ...event} of events) {
      const line = summariseEvent({...event, item})
      expect(line, told).not.toMatch(/undefined|NaN|\[object/)
      const text = toText(toItem(item['message'])['text'])
      if (text !== undefined && event.field !== 'feed')
        expect(line.replace('…', ''), told).toContain(text.replaceAll(/\s+/g, ' ').slice(0, 80))
    }
  }
})

test('each event of the corpus has the name that was found for it by hand', () => {
  const events = new Map(readCorpus('webhook').map(({id, body}) => [id, parseEvents(body)]))
  const names = readFileSync(new URL('corpus/webhook-events.ndjson', folder), 'utf8').trim().split('\n')
  let count = 0
  for (const {events: name, ids} of names.map(line => JSON.parse(line)))
    for (const id of ids) {
      const found = events.get(`webhook/${id}`) ?? []
      const told = found.map(({field, subtype}) => (subtype === undefined ? field : `${field}.${subtype}`))
      expect(told.join(' '), id).toBe(name)
      count += 1
    }
  expect(count).toBe(events.size)
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

test('an empty list where one may be left out is taken as none', () => {
  const image = {url: 'https://a.example/a.png'}
  for (const payload of [
    {template_type: 'generic', elements: [{title: 'Hat', subtitle: 'Red', buttons: []}]},
    {template_type: 'media', elements: [{media_type: 'image', attachment_id: '1', buttons: []}]},
    {template_type: 'image_grid', elements: [{images: [image, image, image], buttons: []}]},
  ])
    expect(errorsOf(send(payload)), payload.template_type).toEqual([])
  const menu = [{locale: 'default', call_to_actions: []}]
  const onlyTaps = [{locale: 'default', composer_input_disabled: true, call_to_actions: []}]
  expect(errorsOf(checkProfile({persistent_menu: menu}, {today}))).toEqual([])
  expect(errorsOf(checkProfile({persistent_menu: onlyTaps}, {today})).length).toBe(1)
})

test('what belongs to a call is left out of a body with a note, and another platform is refused', () => {
  const body = {get_started: {payload: 'START'}}
  const noted = checkProfile({...body, format: 'json', platform: 'messenger'}, {today})
  expect(noted.map(({path, severity}) => [path, severity])).toEqual([
    ['format', 'warning'],
    ['platform', 'warning'],
  ])
  expect(judgeProfile({...body, format: 'json', platform: 'MESSENGER'}, {today}).profile).toEqual(body)
  expect(errorsOf(checkProfile({...body, platform: 'instagram'}, {today})).length).toBe(1)
})
