import {expect} from 'vitest'
import {startRules} from './rules-server.ts'
import {test} from './world.ts'

test('a command takes a server that answers by rules for the platform', async ({bareWorld}) => {
  const server = await startRules('rules-ok.json')

  const {code, out} = await bareWorld.msgr('send text 6411223344556677 Hi --json', {env: server.env})

  expect([code, JSON.parse(out)]).toEqual([0, {recipientId: '1', messageId: 'm_1', attachmentId: null}])
  expect(server.calls.slice(1)).toEqual([expect.stringMatching(/^POST .*messages.*6411223344556677/)])
})
