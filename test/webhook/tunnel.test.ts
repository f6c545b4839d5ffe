import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, describe, expect, test} from 'vitest'
import {
  explainNgrokError,
  type NgrokSdk,
  ngrokConfigFiles,
  readNgrokAuthtoken,
  startNgrok,
} from '../../src/webhook/ngrok.ts'
import {startReceiver} from '../../src/webhook/server.ts'
import {parseTunnelProvider, waitUntilReachable} from '../../src/webhook/tunnel.ts'

const closing: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const options = {port: 1337, authtoken: 'not-a-real-token'}

describe('ngrok', () => {
  test('without an authtoken says where to get one', async () => {
    await expect(startNgrok({port: 1, authtoken: undefined})).rejects.toMatchObject({
      exitCode: 4,
      hint: expect.stringContaining('NGROK_AUTHTOKEN'),
    })
  })

  test('its own SDK, with no way to its service, is unreachable', async () => {
    await expect(startNgrok({...options, serverAddress: '127.0.0.1:1'})).rejects.toMatchObject({
      message: 'ngrok cannot be reached',
      exitCode: 8,
    })
  })

  test('the tunnel leads to the port and can be closed', async () => {
    const asked: unknown[] = []
    let isOpen = true
    const sdk: NgrokSdk = {
      forward: async config => {
        asked.push(config)
        return {
          url: () => 'https://ab12.ngrok-free.dev/',
          close: async () => {
            isOpen = false
          },
        }
      },
    }

    const tunnel = await startNgrok(options, async () => sdk)
    await tunnel.close()

    expect(tunnel).toMatchObject({provider: 'ngrok', url: 'https://ab12.ngrok-free.dev'})
    expect(asked).toMatchObject([{addr: 1337, authtoken: options.authtoken}])
    expect(isOpen).toBe(false)
  })

  test.each([
    ['ERR_NGROK_105', 4],
    ['ERR_NGROK_106', 4],
    ['ERR_NGROK_107', 4],
    ['ERR_NGROK_4018', 4],
    ['ERR_NGROK_108', 8],
    ['ERR_NGROK_120', 8],
    ['ERR_NGROK_121', 8],
    ['ERR_NGROK_334', 8],
    ['ERR_NGROK_9999', 8],
  ])('%s is explained and exits %i', (code, exitCode) => {
    const long = `failed to start listener: something\nlong ${options.authtoken}\r\n\r\n${code}`
    const asProperty = explainNgrokError(Object.assign(new Error(long), {errorCode: code}))

    expect(asProperty).toMatchObject({exitCode, hint: expect.any(String)})
    expect(asProperty.message).not.toContain('\n')
    expect(asProperty.message).not.toContain(options.authtoken)
    expect(explainNgrokError(new Error(long)).message).toBe(asProperty.message)
  })

  test.each([
    ['version: 2\nauthtoken: 2abc_DEF\n', '2abc_DEF'],
    ['version: "3"\nagent:\n    authtoken: "2abc_DEF" # mine\n', '2abc_DEF'],
    ["authtoken: '2abc_DEF'\r\n", '2abc_DEF'],
    ['# authtoken: 2abc_DEF\n', undefined],
    ['authtoken:\n', undefined],
  ])('the authtoken is read from %j', async (text, token) => {
    const folder = mkdtempSync(join(tmpdir(), 'msgr-ngrok-'))
    closing.push(() => rmSync(folder, {recursive: true}))
    const file = join(folder, 'ngrok.yml')
    writeFileSync(file, text)

    expect(await readNgrokAuthtoken([join(folder, 'none.yml'), file])).toBe(token)
  })

  test('its settings are looked for where each system keeps them', () => {
    expect(ngrokConfigFiles('/home/ada')).toContain('/home/ada/.config/ngrok/ngrok.yml')
  })
})

test.each(['ngork', 'cloudflared', 'toString'])('there is no provider "%s"', name => {
  expect(() => parseTunnelProvider(name)).toThrow('There is no tunnel provider')
})

describe('waiting for a public address', () => {
  const signal = new AbortController().signal
  const receive = async () => {
    const receiver = await startReceiver({
      port: 0,
      path: '/webhook',
      verifyToken: 'x',
      appSecrets: [],
      onDelivery: () => undefined,
    })
    closing.push(() => receiver.close())
    return receiver
  }

  test('ends when the receiver itself answers, after a tunnel that was not ready', async () => {
    const receiver = await receive()
    const agents: unknown[] = []
    const tunnel = createServer(async (request, response) => {
      agents.push(request.headers['user-agent'])
      if (agents.length === 1) return void response.writeHead(502).end('ERR_NGROK_8012')
      response.end(await (await fetch(`http://127.0.0.1:${receiver.port}${request.url}`)).text())
    })
    await new Promise<void>(resolve => tunnel.listen(0, '127.0.0.1', resolve))
    closing.push(() => tunnel.close())
    const waits: number[] = []

    await waitUntilReachable(
      `http://127.0.0.1:${(tunnel.address() as AddressInfo).port}/webhook`,
      receiver.nonce,
      {
        signal,
        sleep: async ms => void waits.push(ms),
      },
    )

    expect(waits).toEqual([1000])
    expect(agents).toEqual(Array(2).fill('facebookplatform/1.0 (+http://developers.facebook.com)'))
  })

  test('fails when the address leads to somebody else', async () => {
    const [receiver, other] = [await receive(), await receive()]

    await expect(
      waitUntilReachable(other.url, receiver.nonce, {signal, sleep: async () => undefined, attempts: 3}),
    ).rejects.toMatchObject({
      message: `http://127.0.0.1:${other.port} does not lead to this receiver: it answered 200`,
      exitCode: 8,
    })
  })
})
