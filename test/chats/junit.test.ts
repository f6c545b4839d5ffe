import {DOMParser, onErrorStopParsing} from '@xmldom/xmldom'
import {expect, test} from 'vitest'
import type {Chat} from '../../src/chats/chat.ts'
import {toJunit} from '../../src/chats/junit.ts'

const chat = (name: string, file: string): Chat => ({
  name,
  file,
  line: 1,
  isLenient: false,
  person: {},
  steps: [],
})

const parse = (xml: string) =>
  new DOMParser({onError: onErrorStopParsing}).parseFromString(xml, 'application/xml')

test('a suite for each file, a case for each chat, and why one failed, whatever is in the texts', () => {
  const nasty = 'a <b> & "c" \u0007\u001b[31m ]]> \ud800 👋\nnext\tline'
  const xml = toJunit([
    {chat: chat('Greets', 'chats/a.yaml'), ms: 12},
    {
      chat: chat('Sells <lamps> & "hats"', 'chats/b.yaml'),
      ms: 1500,
      step: {line: 7, label: 'expect: Hello', deed: {kind: 'read'}},
      failure: {
        message: 'The bot\u0007 said <something> \ud800 else:\nreally',
        differences: [{path: 'text', expected: 'Hello', received: nasty}],
        said: [],
        trouble: [],
      },
    },
  ])

  const document = parse(xml)
  const cases = [...document.getElementsByTagName('testcase')]
  const [failure] = [...document.getElementsByTagName('failure')]

  expect(document.documentElement?.getAttribute('tests')).toBe('2')
  expect(document.documentElement?.getAttribute('failures')).toBe('1')
  expect([...document.getElementsByTagName('testsuite')].map(each => each.getAttribute('name'))).toEqual([
    'chats/a.yaml',
    'chats/b.yaml',
  ])
  expect(cases.map(each => [each.getAttribute('name'), each.getAttribute('time')])).toEqual([
    ['Greets', '0.012'],
    ['Sells <lamps> & "hats"', '1.5'],
  ])
  expect(failure?.getAttribute('message')).toBe(
    'chats/b.yaml:7: expect: Hello: The bot\ufffd said <something> \ufffd else:\nreally',
  )
  expect(failure?.textContent).toContain('- text: Hello\n+ text: ')
  expect(failure?.textContent).toContain('a <b> & \\"c\\"')
  expect(failure?.textContent).toContain('👋')
})
