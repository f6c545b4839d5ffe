import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import type {AddressInfo} from 'node:net'
import {createServer} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, describe, expect, test} from 'vitest'
import {type NgrokSdk, openNgrok} from '../../../src/webhook/tunnels/ngrok.ts'
import {ngrokConfigFiles, readNgrokAuthtoken} from '../../../src/webhook/tunnels/ngrok-authtoken.ts'
import {explainNgrokError} from '../../../src/webhook/tunnels/ngrok-faults.ts'

const closing: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const {signal} = new AbortController()
const options = {port: 1337, authtoken: '2abcDEF_not-a-real-token', signal}

describe('ngrok', () => {
  test('without an authtoken says where to get one', async () => {
    await expect(openNgrok({port: 1, authtoken: undefined, signal})).rejects.toMatchObject({
      code: 'TUNNEL',
      hint: expect.stringContaining('NGROK_AUTHTOKEN'),
    })
  })

  test('its own SDK, with no way to its service, is unreachable', async () => {
    await expect(openNgrok({...options, serverAddress: '127.0.0.1:1'})).rejects.toMatchObject({
      message: 'ngrok cannot be reached',
      code: 'TUNNEL',
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

    const tunnel = await openNgrok(options, async () => sdk)
    await tunnel.close()

    expect([tunnel.provider, tunnel.url()]).toEqual(['ngrok', 'https://ab12.ngrok-free.dev'])
    expect(asked).toMatchObject([{addr: 1337, authtoken: options.authtoken}])
    expect(isOpen).toBe(false)
  })

  test('a network that swallows everything is given up, and a tunnel that opens later is closed', async () => {
    const swallowing = createServer()
    await new Promise<void>(resolve => swallowing.listen(0, '127.0.0.1', resolve))
    closing.push(() => swallowing.close())
    const serverAddress = `127.0.0.1:${(swallowing.address() as AddressInfo).port}`

    await expect(openNgrok({...options, serverAddress, patienceMs: 50})).rejects.toMatchObject({
      message: 'ngrok cannot be reached: it did not answer',
      code: 'TUNNEL',
    })
  })

  test.each([
    'ERR_NGROK_105',
    'ERR_NGROK_106',
    'ERR_NGROK_107',
    'ERR_NGROK_4018',
    'ERR_NGROK_108',
    'ERR_NGROK_120',
    'ERR_NGROK_121',
    'ERR_NGROK_334',
    'ERR_NGROK_9999',
  ])('%s is explained in one sentence', code => {
    const long = `failed to start listener: something\nlong ${options.authtoken}\r\n\r\n${code}`
    const asProperty = explainNgrokError(Object.assign(new Error(long), {errorCode: code}))

    expect(asProperty).toMatchObject({code: 'TUNNEL', hint: expect.any(String)})
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
