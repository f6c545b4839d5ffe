import {describe, expect, test} from 'vitest'
import {findAnnouncedUrl} from '../../../src/webhook/tunnels/announced-url.ts'
import {createUrlFinder} from '../../../src/webhook/tunnels/cloudflared.ts'

describe('the address of a tunnel is read from', () => {
  test.each<[string, string]>([
    ['your url is: https://quick-fox.loca.lt', 'https://quick-fox.loca.lt'],
    [
      '4c1f0ab2d9.lhr.life tunneled with tls termination, https://4c1f0ab2d9.lhr.life',
      'https://4c1f0ab2d9.lhr.life',
    ],
    [
      'Forwarding HTTP traffic from https://ab12cd.serveousercontent.com',
      'https://ab12cd.serveousercontent.com',
    ],
    [
      't=2026 lvl=info msg="started tunnel" addr=http://localhost:3000 url=https://ab12.ngrok-free.app',
      'https://ab12.ngrok-free.app',
    ],
    ['https://node.tail1234.ts.net/', 'https://node.tail1234.ts.net'],
    ['Connect via browser: https://x-3000.euw.devtunnels.ms, and more', 'https://x-3000.euw.devtunnels.ms'],
    ...['127.0.0.1', 'localhost', '[::1]', '0.0.0.0'].map((host): [string, string] => [
      `listening at http://${host}:4711`,
      `http://${host}:4711`,
    ]),
    ['https://my-docs.tunnel.example', 'https://my-docs.tunnel.example'],
    ['https://myx.com', 'https://myx.com'],
    ['https://ngrok.com.example', 'https://ngrok.com.example'],
    ['https://github.com.example', 'https://github.com.example'],
    ['https://my-ngrok.com', 'https://my-ngrok.com'],
  ])('%j', (line, url) => {
    expect(findAnnouncedUrl(line, 3000)).toBe(url)
  })
})

describe('no address of a tunnel is', () => {
  test.each([
    ['the receiver itself', 'forwarding to http://localhost:3000 and http://127.0.0.1:3000'],
    ['one without TLS', 'http://quick-fox.loca.lt'],
    ['a page', 'see https://localhost.run/docs/forever-free'],
    ['a page of its host', 'https://tunnel.example/docs https://tunnel.example/?x=1'],
    ['a site about tunnels', 'https://docs.tunnel.example https://admin.localhost.run https://github.com'],
    ['one with a password', 'https://ada:secret@tunnel.example'],
    ['something broken', 'https://'],
  ])('%s', (_what, line) => {
    expect(findAnnouncedUrl(line, 3000)).toBeUndefined()
  })
})

test.each([
  ...['www', 'doc', 'docs', 'api', 'admin', 'console', 'dashboard', 'login', 'developer', 'developers'],
  ...['status', 'support', 'help'],
])('%s. begins no address of a tunnel', name => {
  expect(findAnnouncedUrl(`https://${name}.tunnel.example`, 3000)).toBeUndefined()
})

test.each([
  'gist.github.com',
  'twitter.com',
  'x.com',
  'localhost.run',
  'serveo.net',
  'pinggy.io',
  'ngrok.com',
  'loca.lt',
])('%s is no address of a tunnel', host => {
  expect(findAnnouncedUrl(`https://${host}`, 3000)).toBeUndefined()
})

test('cloudflared’s address counts once its tunnel is connected', () => {
  const find = createUrlFinder()
  const lines = [
    '2026-11-27T07:00:00Z INF Requesting new quick Tunnel on https://api.trycloudflare.com ...',
    '2026-11-27T07:00:05Z INF |  https://quick-brown-fox.trycloudflare.com                      |',
    '2026-11-27T07:00:06Z INF Registered tunnel connection connIndex=0 ip=198.41.192.57 protocol=quic',
  ]

  expect(lines.map(find)).toEqual([undefined, undefined, 'https://quick-brown-fox.trycloudflare.com'])
})
