import {describe, expect, test} from 'vitest'
import {findMessage} from '../../../src/commands/broadcast/shared/look-at-run.ts'
import type {ConversationMessage} from '../../../src/platform/conversations.ts'
import type {MessageId} from '../../../src/platform/ids.ts'

const attemptedMs = Date.parse('2026-11-22T12:00:00Z')
const span = {fromMs: attemptedMs - 120_000, toMs: attemptedMs + 210_000}
const recipient = {id: '101'}
const text = {psid: '101', request: {recipient, message: {text: 'Hi  Ann'}}}
const image = {psid: '101', request: {recipient, message: {attachment: {type: 'image'}}}}
const utility = {psid: '101', request: {recipient, message: {template: {name: 'shipped'}}}}

function message(id: string, seconds: number, words: string, from = 'page'): ConversationMessage {
  const created_time = new Date(attemptedMs + seconds * 1000).toISOString()
  return {id: id as MessageId, created_time, message: words, from: {id: from}}
}

const older = message('m_old', -86_400 * 3, 'Hello?', '101')

describe('whether a message to a person in doubt is in their conversation', () => {
  test.for([
    [
      'its text at its time is found',
      text,
      [message('m_1', 5, 'Hi Ann'), older],
      {kind: 'found', messageId: 'm_1'},
    ],
    ['nothing of that time is absent', text, [older], {kind: 'absent'}],
    [
      'the same words by the person are absent',
      text,
      [message('m_1', 5, 'Hi Ann', '101'), older],
      {kind: 'absent'},
    ],
    ['another text is absent', text, [message('m_1', 5, 'Bye'), older], {kind: 'absent'}],
    [
      'the same text an hour off is unclear',
      text,
      [message('m_1', 3600, 'Hi Ann'), older],
      {kind: 'unclear'},
    ],
    ['the same text of last week is absent', text, [message('m_1', -7 * 86_400, 'Hi Ann')], {kind: 'absent'}],
    [
      'a conversation that went on for 20 messages is unclear',
      text,
      Array.from({length: 20}, (_, index) => message(`m_${index}`, 3600 + index, 'busy', '101')),
      {kind: 'unclear'},
    ],
    [
      'an attachment at its time is found',
      image,
      [message('m_1', 5, ''), older],
      {kind: 'found', messageId: 'm_1'},
    ],
    [
      'two attachments are unclear',
      image,
      [message('m_2', 6, ''), message('m_1', 5, ''), older],
      {kind: 'unclear'},
    ],
    [
      'a template whose text the platform made is unclear',
      utility,
      [message('m_1', 5, 'It is on its way'), older],
      {kind: 'unclear'},
    ],
    ['a template without anything of that time is absent', utility, [older], {kind: 'absent'}],
  ] as const)('%s', ([, doubt, messages, finding]) => {
    expect(findMessage(messages, doubt, span)).toMatchObject(finding)
  })

  test.for([
    ['its text at its time is found', text, [message('m_1', 5, 'Hi Ann')], 'found'],
    ['the same text of last week is unclear', text, [message('m_1', -7 * 86_400, 'Hi Ann')], 'unclear'],
    ['nothing alike at any time is absent', text, [older], 'absent'],
    [
      'a conversation that is not whole is unclear',
      text,
      Array.from({length: 20}, (_, index) => message(`m_${index}`, -86_400 * index, 'busy', '101')),
      'unclear',
    ],
    ['a template is unclear when the Page ever wrote', utility, [message('m_1', -86_400, 'Hi')], 'unclear'],
  ] as const)('where the clock of the attempt is not known, %s', ([, doubt, messages, kind]) => {
    expect(findMessage(messages, doubt, {...span, isGuess: true})).toMatchObject({kind})
  })
})
