import {describe, expect, test} from 'vitest'
import {parseTunnelChoice} from '../../../src/webhook/tunnels/open-tunnel.ts'
import {reportedBy} from '../../helpers/reported.ts'

describe('--tunnel', () => {
  test.each<[string | true, object]>([
    [true, {provider: 'any'}],
    ['ngrok', {provider: 'ngrok'}],
    ['cloudflared', {provider: 'cloudflared'}],
    ['ssh:bot.example', {provider: 'ssh', destination: 'bot.example', remotePort: 80}],
    ['ssh:ada@bot.example:2222', {provider: 'ssh', destination: 'ada@bot.example', sshPort: '2222'}],
    ['ssh:ada@[::1]:22', {provider: 'ssh', destination: 'ada@::1', sshPort: '22'}],
  ])('%j is %j', (text, choice) => {
    expect(parseTunnelChoice(text)).toMatchObject(choice)
  })

  test.each(['ngork', 'bore', 'toString', 'ssh', 'ssh:', 'ssh:-oProxyCommand=x', 'ssh:a b', 'ssh:ada@-x'])(
    '%s is refused, and what to type is said',
    text => {
      expect(reportedBy(() => parseTunnelChoice(text))).toMatchObject({
        code: 'USAGE',
        hint: expect.stringMatching(/ssh:|ngrok/),
      })
    },
  )
})
