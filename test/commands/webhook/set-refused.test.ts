import {createServer, type RequestListener} from 'node:http'
import type {AddressInfo} from 'node:net'
import {describe, expect, onTestFinished} from 'vitest'
import {startRules} from '../../helpers/rules-server.ts'
import {test} from '../../helpers/world.ts'

async function startCallback(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`
}

const expected = 'Expected: status 200 with exactly the value of hub.challenge'

describe('a callback that the platform does not take is shown with what it answers', () => {
  test.for([
    [
      'a refusal',
      (_, response) => response.writeHead(403).end('Wrong token let-me-in\n  here'),
      'it answers 403 with "Wrong token *** here"',
    ],
    [
      'a redirect',
      (_, response) => response.writeHead(302, {location: '/login?next=%2Fwebhook'}).end(),
      /it answers 302 and leads to http:\/\/127\.0\.0\.1:\d+\/login\n/,
    ],
    [
      'something else',
      (_, response) => response.end('OK'),
      'it answers 200 with "OK", without the challenge',
    ],
    [
      'a page',
      (_, response) => response.end('<html>'.repeat(200)),
      `it answers 200 with "${'<html>'.repeat(200).slice(0, 200)}…", without the challenge`,
    ],
  ] as const satisfies readonly (readonly [string, RequestListener, string | RegExp])[])(
    '%s',
    async ([, answer, shown], {world}) => {
      const url = await startCallback(answer)

      const {code, err} = await world.msgr(`webhook set ${url} --verify-token let-me-in --yes`)

      expect(code).toBe(1)
      expect(err).toMatch(
        shown instanceof RegExp ? shown : new RegExp(shown.replaceAll(/[*?.+()[\]]/g, '\\$&')),
      )
      expect(err).toContain(expected)
      expect(err).not.toContain('let-me-in')
    },
  )

  test('nobody there', async ({world}) => {
    const {err} = await world.msgr('webhook set http://127.0.0.1:9/webhook --verify-token abc --yes')

    expect(err).toContain('The same request from this machine')
  })

  test('at an address that only this machine can reach is refused before anybody is asked', async ({
    bareWorld,
  }) => {
    const {env, calls} = await startRules([{path: '', answer: {data: []}}])
    const app = {MSGR_APP_ID: '1234567890123456', MSGR_APP_SECRET: '0123456789abcdef0123456789abcdef'}

    const set = await bareWorld.msgr('webhook set https://127.0.0.1:1/hook --verify-token abc --yes', {
      env: {...env, ...app},
    })

    expect([set.code, calls.filter(call => call.startsWith('POST'))]).toEqual([2, []])
    expect(set.err).toContain('https://127.0.0.1:1/hook')
  })
})

test('a callback whose answer never ends is refused without being read on', async ({world}) => {
  let [asked, closed] = [0, 0]
  const url = await startCallback((_, response) => {
    asked += 1
    const pour = () => {
      while (!response.destroyed && response.write('x'.repeat(16_384)));
    }
    response.on('drain', pour).on('close', () => {
      closed += 1
    })
    pour()
  })

  const {code, err} = await world.msgr(['webhook', 'set', url, '--verify-token', 'let-me-in'])

  expect({code, asked}).toEqual({code: 1, asked: 2})
  await expect.poll(() => closed).toBe(2)
  expect(err).toContain('the response does not match the challenge')
  expect(err).toContain(', without the challenge')
})
