import {tmpdir} from 'node:os'
import {expect, test} from 'vitest'
import {type MessageOptions, readMessage} from '../../../../src/commands/shared/files/message-source.ts'
import {loadConfig} from '../../../../src/config/load.ts'

function read(content: object | undefined, options: MessageOptions = {}) {
  const source = {
    io: {readText: async () => JSON.stringify(content)},
    config: () => loadConfig({env: {}, cwd: tmpdir()}),
  }
  return readMessage(source, content && 'message.json', options)
}

test.each<[string, object | undefined, MessageOptions, object]>([
  ['a text', undefined, {text: 'Hi'}, {messaging_type: 'UPDATE', message: {text: 'Hi'}}],
  ['a file with a message', {text: 'Hi'}, {}, {messaging_type: 'UPDATE', message: {text: 'Hi'}}],
  [
    'a file with a request',
    {messaging_type: 'RESPONSE', message: {text: 'Hi'}},
    {},
    {messaging_type: 'RESPONSE', message: {text: 'Hi'}},
  ],
  [
    'a type wins over the file',
    {messaging_type: 'RESPONSE', message: {text: 'Hi'}},
    {type: 'UPDATE'},
    {messaging_type: 'UPDATE', message: {text: 'Hi'}},
  ],
  [
    'a tag brings its type',
    {text: 'Hi'},
    {tag: 'HUMAN_AGENT'},
    {tag: 'HUMAN_AGENT', messaging_type: 'MESSAGE_TAG', message: {text: 'Hi'}},
  ],
  [
    'a utility template brings its type',
    {template: {name: 'order'}},
    {},
    {messaging_type: 'UTILITY', message: {template: {name: 'order'}}},
  ],
  [
    'a file with a template',
    {template_type: 'generic', elements: []},
    {},
    {
      messaging_type: 'UPDATE',
      message: {attachment: {type: 'template', payload: {template_type: 'generic', elements: []}}},
    },
  ],
  [
    'a saved attachment',
    undefined,
    {attachment: 'image:123'},
    {messaging_type: 'UPDATE', message: {attachment: {type: 'image', payload: {attachment_id: '123'}}}},
  ],
])('%s', async (_, content, options, message) => {
  expect((await read(content, options)).message).toEqual(message)
})

test('no message, two messages and something else are refused', async () => {
  await expect(read(undefined)).rejects.toThrow('The message is missing')
  await expect(read({text: 'Hi'}, {text: 'Ho'})).rejects.toThrow('exclude each other')
  await expect(read(undefined, {attachment: '123'})).rejects.toThrow('is not a saved attachment')
  await expect(read([])).rejects.toThrow('message.json does not contain a message')
})
