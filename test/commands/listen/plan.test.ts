import {describe, expect, test} from 'vitest'
import {type ListenOptions, planListening} from '../../../src/commands/listen/plan.ts'
import type {WebhookEvent} from '../../../src/webhook/parse-events.ts'
import {reportedBy} from '../../helpers/reported.ts'

const nothing = {path: undefined, port: undefined, ngrokAuthtoken: undefined}
const plan = (options: ListenOptions, webhook: Partial<Parameters<typeof planListening>[1]> = {}) =>
  planListening(options, {...nothing, ...webhook})

test('without options it takes port 1337, /webhook and the usual fields, and wants every event', () => {
  const {port, path, fields, isSelected} = plan({})

  expect([port, path]).toEqual([1337, '/webhook'])
  expect(fields).toContain('messages')
  expect(fields).not.toContain('response_feedback')
  expect(isSelected({field: 'unknown'} as WebhookEvent)).toBe(true)
})

test('messenger-node’s environment is heeded, and options come before it', () => {
  expect(plan({}, {path: '/hook', port: 80})).toMatchObject({path: '/hook', port: 80})
  expect(plan({path: '/a', port: '0'}, {path: '/hook', port: 80})).toMatchObject({path: '/a', port: 0})
})

test('--events and --person choose among events; other tools’ names are understood', () => {
  const {isSelected, fields} = plan({events: 'messages, messaging_echoes', person: '42'})
  const event = (field: string, psid: string) => ({field, psid}) as WebhookEvent

  expect(fields).toEqual(['messages', 'message_echoes'])
  expect(isSelected(event('messages', '42'))).toBe(true)
  expect(isSelected(event('messages', '43'))).toBe(false)
  expect(isSelected(event('standby', '42'))).toBe(false)
})

describe('is refused:', () => {
  test.each<[string, ListenOptions, string]>([
    ['an event nobody knows', {events: 'mesages'}, 'Did you mean messages?'],
    ['no event', {events: ','}, 'Use one of: messages'],
    ['a field nobody knows before a target', {forwardTo: ['mesages=3000']}, 'Did you mean messages?'],
    ['a tunnel nobody knows', {tunnel: 'bore'}, 'Use one of: ngrok'],
    ['a tunnel and a public address', {tunnel: true, publicUrl: 'https://x.test'}, 'Leave out'],
    ['two tunnels', {tunnel: 'ngrok', tunnelCommand: 'lt {port}'}, 'Leave out'],
    ['a tunnel command without a command', {tunnelCommand: ' '}, 'Name a program'],
    ['a setting of ssh without ssh', {tunnel: 'ngrok', remotePort: '8080'}, 'Add --tunnel ssh:'],
    ['a port that is none', {tunnel: 'ssh:bot.example', remotePort: 'x'}, '65535'],
    ['a public address with a path', {publicUrl: 'https://x.test/webhook'}, 'without a path'],
    ['a path without a slash', {path: 'webhook'}, 'starts with a slash'],
    ['a person who is none', {person: 'ada'}, 'A PSID is a number'],
    ['a header that is none', {header: ['X-Stage']}, 'Type a name and a value'],
    ['a target that is the receiver itself', {forwardTo: ['1337']}, 'another port'],
  ])('%s', (_what, options, hint) => {
    expect(reportedBy(() => plan(options))).toMatchObject({
      code: 'USAGE',
      hint: expect.stringContaining(hint),
    })
  })
})
