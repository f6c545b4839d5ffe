import {readdirSync, readFileSync} from 'node:fs'
import {expect, test} from 'vitest'
import type {RuleFault} from '../../src/platform/faults.ts'
import type {MessengerProfile} from '../../src/platform/messenger-profile.ts'
import {
  checkProfile,
  checkProfileDeletion,
  judgeUserSettings,
  type ProfileCheckOptions,
} from '../../src/platform/messenger-profile-check.ts'

const today = '2026-11-22'

const told = (faults: readonly RuleFault[]) =>
  faults.map(
    ({path, message, severity}) => `${severity === 'warning' ? '(warning) ' : ''}${path}: ${message}`,
  )

const check = (profile: unknown, options: Partial<ProfileCheckOptions> = {}) =>
  told(checkProfile(profile, {today, ...options}))

const start = {get_started: {payload: 'START'}}
const item = {type: 'postback', title: 'Help', payload: 'HELP'}
const menuOf = (...items: unknown[]) => ({
  ...start,
  persistent_menu: [{locale: 'default', call_to_actions: items}],
})

const folder = new URL('../fixtures/messenger-profile/', import.meta.url)
const documented = readdirSync(folder).map(name => {
  const {request} = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as {request: {body: unknown}}
  return {name, body: request.body}
})

test.each(documented)('the documented request $name has no fault', ({body}) => {
  expect(check(body).filter(line => !line.startsWith('(warning)'))).toEqual([])
})

test('a menu without Get Started, a long title, two defaults and a dead property are told in one go', () => {
  const profile = {
    greeting: [
      {locale: 'default', text: 'Hi'},
      {locale: 'default', text: 'Hello'},
    ],
    persistent_menu: [{locale: 'default', call_to_actions: [item, {...item, title: 'T'.repeat(31)}]}],
    home_url: {url: 'https://shop.example'},
  }

  expect(check(profile)).toEqual([
    'persistent_menu[0].call_to_actions[1].title: 31 characters, at most 30',
    'home_url: `home_url` ended on 2020-05-05; offer the page as a web_url item of persistent_menu',
    '(warning) persistent_menu: needs `get_started`, in the same file or set before',
    '(warning) greeting: is missing from Meta’s SDKs since Graph API v25.0; it may be ignored or refused',
    'greeting[1].locale: `default` is already there, in greeting[0]',
  ])
})

test.each([
  [{get_started: {payload: 'p'.repeat(1001)}}, 'get_started.payload: 1001 characters, at most 1000'],
  [{get_started: {}}, 'get_started.payload: is missing'],
  [
    {greeting: [{locale: 'default', text: 'g'.repeat(161)}]},
    '(warning) greeting[0].text: 161 characters, at most 160',
  ],
  [{greeting: [{locale: 'de_DE', text: 'Hallo'}]}, 'greeting: has no entry for the locale `default`'],
  [{greting: []}, 'greting: is not known here; did you mean `greeting`?'],
  [{commands: 5}, 'commands: is a number, must be a list'],
  [{commands: [{locale: 'default', commands: []}]}, 'commands[0].commands: 0 items, at least 1'],
  [
    {commands: [{locale: 'default', commands: [{name: '/a', description: 'A'}]}]},
    'commands[0].commands[0].name: `/a` must not start with /',
  ],
  [
    {commands: [{locale: 'default', commands: [{name: 'n'.repeat(33), description: 'A'}]}]},
    'commands[0].commands[0].name: 33 characters, at most 32',
  ],
  [
    {commands: [{locale: 'default', commands: [{name: 'a', description: 'd'.repeat(65)}]}]},
    'commands[0].commands[0].description: 65 characters, at most 64',
  ],
  [
    {account_linking_url: 'http://shop.example/'},
    'account_linking_url: `http://shop.example/` must start with https://',
  ],
  [
    {whitelisted_domains: ['http://shop.example']},
    'whitelisted_domains[0]: `http://shop.example` must start with https://',
  ],
  [
    {whitelisted_domains: ['https://localhost']},
    'whitelisted_domains[0]: `https://localhost` has no full host name: no IP address, no localhost',
  ],
  [
    {whitelisted_domains: ['https://10.0.0.1']},
    'whitelisted_domains[0]: `https://10.0.0.1` has no full host name: no IP address, no localhost',
  ],
  [
    {whitelisted_domains: Array.from({length: 51}, (_, index) => `https://s${index}.example`)},
    'whitelisted_domains: 51 items, at most 50',
  ],
  [
    {whitelisted_domains: ['https://shop.example', 'https://shop.example/']},
    '(warning) whitelisted_domains[1]: `https://shop.example/` is there already',
  ],
  [menuOf(...Array(21).fill(item)), 'persistent_menu[0].call_to_actions: 21 items, at most 20'],
  [
    menuOf({...item, type: 'web_ulr'}),
    'persistent_menu[0].call_to_actions[0].type: `web_ulr` is not known; did you mean `web_url`?',
  ],
  [menuOf({type: 'web_url', title: 'Shop'}), 'persistent_menu[0].call_to_actions[0].url: is missing'],
  [menuOf({type: 'postback', title: 'Shop'}), 'persistent_menu[0].call_to_actions[0].payload: is missing'],
  [
    menuOf({
      type: 'web_url',
      title: 'Shop',
      url: 'https://shop.example',
      fallback_url: 'https://shop.example',
    }),
    '(warning) persistent_menu[0].call_to_actions[0].fallback_url: has no effect without `messenger_extensions: true`',
  ],
  [
    {...start, persistent_menu: [item]},
    'persistent_menu[0].type: is not known here, only `locale`, `composer_input_disabled`, `call_to_actions`, `disabled_surfaces`',
  ],
  [
    {...start, persistent_menu: [{locale: 'default', composer_input_disabled: true}]},
    'persistent_menu[0].call_to_actions: is missing: without it nobody could write or tap anything',
  ],
  [{ice_breakers: Array(5).fill({question: 'Q', payload: 'P'})}, 'ice_breakers: 5 items, at most 4'],
  [
    {ice_breakers: [{locale: 'default', call_to_actions: Array(5).fill({question: 'Q', payload: 'P'})}]},
    'ice_breakers[0].call_to_actions: 5 items, at most 4',
  ],
  [
    {
      ice_breakers: [
        {question: 'Q', payload: 'P'},
        {locale: 'default', call_to_actions: [{question: 'Q', payload: 'P'}]},
      ],
    },
    'ice_breakers: mixes questions for everybody with questions by locale; use one form',
  ],
  [
    {...start, target_audience: {}},
    'target_audience: `target_audience` ended on 2025-06-16; nothing replaces it: there is no Discover tab any longer',
  ],
])('%j is told', (profile, fault) => {
  expect(check(profile)).toContain(fault)
})

test.each([
  ['en', 'commands[1].locale: `en` is not `default` or a locale like en_GB'],
  ['en-GB', 'commands[1].locale: `en-GB` is not `default` or a locale like en_GB; did you mean `en_GB`?'],
  ['en_XX', '(warning) commands[1].locale: `en_XX` is not a locale known to msgr'],
])('the locale %s is told', (locale, fault) => {
  const commands = [{name: 'a', description: 'A'}]

  const faults = check({
    commands: [
      {locale: 'default', commands},
      {locale, commands},
    ],
  })

  expect(faults.some(line => line.startsWith(fault))).toBe(true)
})

test('a menu needs no Get Started in the file when the Page has it', () => {
  const {persistent_menu} = menuOf(item)

  expect(check({persistent_menu}, {has: ['get_started']})).toEqual([])
})

test('nested menus lived until v8.0, and under older versions until 2022-08-04', () => {
  const nested = menuOf({type: 'nested', title: 'More', call_to_actions: [item]})
  const place = 'persistent_menu[0].call_to_actions[0].type: `nested`'
  const instead = 'put its items into the one flat list'

  expect(check(nested)).toEqual([`${place} ended on 2020-08-04; ${instead}`])
  expect(check(nested, {today: '2020-08-03', apiVersion: 'v8.0'})).toEqual([
    `(warning) ${place} ends on 2020-08-04; then: ${instead}`,
  ])
  expect(check(nested, {today: '2021-08-04', apiVersion: 'v7.0'})).toEqual([])
  expect(check(nested, {today: '2019-06-01'})).toEqual([])
})

test('a page with Messenger Extensions must be on a domain that is whitelisted', () => {
  const profile = menuOf({
    type: 'web_url',
    title: 'Shop',
    url: 'https://shop.example/x',
    messenger_extensions: true,
  })
  const fault =
    '(warning) persistent_menu[0].call_to_actions[0].url: the domain of `https://shop.example/x` is not in `whitelisted_domains`, which `messenger_extensions` needs'

  expect(check(profile)).toEqual([fault])
  expect(check({...profile, whitelisted_domains: ['https://other.example']})).toEqual([fault])
  expect(check({...profile, whitelisted_domains: ['https://shop.example/']})).toEqual([])
  expect(check(profile, {domains: ['https://shop.example']})).toEqual([])
  expect(check(profile, {has: ['whitelisted_domains']})).toEqual([])
})

test('commands hide the menu', () => {
  const commands = [{locale: 'default', commands: [{name: 'a', description: 'A'}]}]

  expect(check({...menuOf(item), commands})).toEqual([
    '(warning) persistent_menu: is not shown while `commands` are set',
  ])
})

test('properties to delete are checked: slips, dead ones, and what the menu needs', () => {
  const options = {today, has: ['get_started', 'persistent_menu']}

  expect(told(checkProfileDeletion(['persistant_menu', 'home_url', 'get_started'], options))).toEqual([
    'fields[0]: `persistant_menu` is not known; did you mean `persistent_menu`?',
    'fields[1]: `home_url` ended on 2020-05-05; offer the page as a web_url item of persistent_menu',
    'fields[2]: is needed by the persistent_menu: delete both, or the menu first',
  ])
  expect(checkProfileDeletion(['get_started', 'persistent_menu'], options)).toEqual([])
})

test('the menu of one person is checked like that of the Page', () => {
  const {persistent_menu} = menuOf({...item, title: 'T'.repeat(31)})

  expect(told(judgeUserSettings({psid: '1', persistent_menu}, {today}).faults)).toEqual([
    'persistent_menu[0].call_to_actions[0].title: 31 characters, at most 30',
  ])
})

test('a profile written against the exported types has no fault', () => {
  const profile: MessengerProfile = {
    get_started: {payload: 'START'},
    persistent_menu: [
      {locale: 'default', call_to_actions: [{type: 'web_url', title: 'Shop', url: 'https://shop.example'}]},
    ],
  }

  expect(check(profile)).toEqual([])
})
