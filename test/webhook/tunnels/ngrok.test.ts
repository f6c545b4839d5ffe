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

  const tokenPage = 'https://dashboard.ngrok.com/get-started/your-authtoken'
  test.each([
    ['ERR_NGROK_102', 'the account is suspended', 'See https://dashboard.ngrok.com'],
    [
      'ERR_NGROK_103',
      'the account is suspended because of billing',
      'See https://dashboard.ngrok.com/billing',
    ],
    ['ERR_NGROK_105', 'the authtoken does not look like one', `Copy it again in full: ${tokenPage}`],
    ['ERR_NGROK_106', 'the authtoken is from ngrok 1, which has ended', `Make a new one: ${tokenPage}`],
    ['ERR_NGROK_107', 'the authtoken is not valid, or was reset or revoked', `Copy it again: ${tokenPage}`],
    [
      'ERR_NGROK_4018',
      'an account and its authtoken are needed',
      `Sign up, then set NGROK_AUTHTOKEN: ${tokenPage}`,
    ],
    [
      'ERR_NGROK_108',
      'too many agents of the account run at once',
      'Stop others: https://dashboard.ngrok.com/agents',
    ],
    ['ERR_NGROK_120', 'the agent is too old for the service', 'Update msgr'],
    ['ERR_NGROK_121', 'the agent is too old for the account', 'Update msgr'],
    [
      'ERR_NGROK_324',
      'the account has too many endpoints',
      'Close others: https://dashboard.ngrok.com/endpoints',
    ],
    [
      'ERR_NGROK_326',
      'the domain is not valid or belongs to another account',
      'See https://dashboard.ngrok.com/domains',
    ],
    [
      'ERR_NGROK_334',
      'the domain of the account is in use by another tunnel',
      'Stop the other tunnel: https://dashboard.ngrok.com/endpoints',
    ],
  ])('%s means that %s', (code, meaning, hint) => {
    const error = explainNgrokError(Object.assign(new Error('long'), {errorCode: code}))

    expect(error).toMatchObject({message: `ngrok opened no tunnel: ${meaning} (${code})`, hint})
  })

  test.each([
    [
      new Error('strange\nand more ERR_NGROK_9999'),
      'ngrok opened no tunnel: strange',
      'See https://ngrok.com/docs/errors/err_ngrok_9999',
    ],
    [
      new Error('failed to connect session: x'),
      'ngrok cannot be reached',
      'Is there a network, and does it let ngrok through?',
    ],
    ['a text', 'ngrok opened no tunnel: a text', 'Is there a network, and does it let ngrok through?'],
  ])('%s is said as far as it is known', (thrown, message, hint) => {
    expect(explainNgrokError(thrown)).toMatchObject({name: 'TunnelError', message, hint})
  })

  test('an authtoken that cannot be one is refused before anything is sent', async () => {
    for (const authtoken of ['short', 'x'.repeat(19), `${'x'.repeat(20)} y`]) {
      await expect(openNgrok({...options, authtoken}, () => Promise.reject('asked'))).rejects.toMatchObject({
        message: 'The authtoken of ngrok does not look like one: it is 20 or more letters, digits, _ or -',
        hint: `Copy it again in full: ${tokenPage}`,
      })
    }
    await expect(openNgrok({...options, authtoken: undefined})).rejects.toMatchObject({
      message: 'ngrok needs an authtoken, and none is set',
      hint: `Set NGROK_AUTHTOKEN, or run: ngrok config add-authtoken <token>. It is at ${tokenPage}`,
    })
  })

  test('a tunnel without an address is none, and one that opens too late is closed', async () => {
    const closed: string[] = []
    const listener = (name: string) => ({url: () => null, close: async () => void closed.push(name)})
    const sdk: NgrokSdk = {forward: async () => listener('none')}
    await expect(openNgrok(options, async () => sdk)).rejects.toMatchObject({
      message: 'ngrok opened a tunnel without an address',
    })
    let open = () => {}
    const late: NgrokSdk = {
      forward: () =>
        new Promise(resolve => {
          open = () => resolve(listener('late'))
        }),
    }

    await expect(openNgrok({...options, patienceMs: 1}, async () => late)).rejects.toMatchObject({
      message: 'ngrok cannot be reached: it did not answer',
    })
    open()

    await expect.poll(() => closed).toEqual(['late'])
  })

  test.each(['ERR_NGROK_105', 'ERR_NGROK_9999'])('%s is explained in one sentence', code => {
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
    ['authtoken:  \t2abc_DEF \n', '2abc_DEF'],
    ['authtoken: 2abc DEF\n', undefined],
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
    expect(ngrokConfigFiles('/home/ada')).toEqual([
      '/home/ada/.config/ngrok/ngrok.yml',
      '/home/ada/Library/Application Support/ngrok/ngrok.yml',
      '/home/ada/AppData/Local/ngrok/ngrok.yml',
      '/home/ada/.ngrok2/ngrok.yml',
    ])
  })
})
