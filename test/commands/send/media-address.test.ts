import {describe, expect} from 'vitest'
import {privateHost} from '../../../src/platform/addresses.ts'
import {startRules} from '../../helpers/rules-server.ts'
import {test} from '../../helpers/world.ts'

const ADA = '6411223344556677'

const nearby = [
  'http://localhost:3000/hat.png',
  'https://localhost./hat.png',
  'http://nas.local/hat.png',
  'http://web/hat.png',
  'http://127.0.0.1/hat.png',
  'http://2130706433/hat.png',
  'http://0x7f.1/hat.png',
  'http://192.168.1.20/hat.png',
  'http://10.0.0.1/hat.png',
  'http://172.20.0.3/hat.png',
  'http://169.254.169.254/hat.png',
  'http://0.0.0.0/hat.png',
  'http://[::1]/hat.png',
  'http://[fd00::1]/hat.png',
  'http://[fe80::1]/hat.png',
  'http://[::ffff:127.0.0.1]/hat.png',
]

describe('a file at an address of this machine or its network', () => {
  test.for(nearby)('is refused towards the platform, and taken by the emulator: %s', async (url, {world}) => {
    const server = await startRules('rules-ok.json')
    const lines = [
      ['send', 'attachment', ADA, url],
      ['attachment', 'upload', url],
    ]

    for (const line of lines) {
      const {code, err} = await world.msgr(line, {env: {...server.env, MSGR_EMULATOR: undefined}})
      expect(code).toBe(2)
      expect(err).toContain(
        'which the platform cannot reach: use a public https address, or upload the file itself',
      )
      expect((await world.msgr(line)).code).toBe(0)
    }
    expect(server.calls).toEqual([])
  })

  test('is refused wherever the platform would fetch it, with its place', async ({world}) => {
    const url = 'https://localhost/hat.png'
    const server = await startRules('rules-ok.json')
    await world.write('people.csv', `psid,file\n${ADA},${url}\n`)
    const buttons = [{type: 'web_url', title: 'Go', url: 'http://localhost/opened-by-the-person'}]
    await world.write(
      'hats.json',
      JSON.stringify({template_type: 'generic', elements: [{title: 'Hat', image_url: url, buttons}]}),
    )
    await world.write('file.json', JSON.stringify({attachment: {type: 'image', payload: {url: '{{file}}'}}}))
    await world.write('page.yaml', `personas: [{name: Anna, profile_picture_url: "${url}"}]`)
    const lines = {
      [`send template ${ADA} hats.json`]: 'elements[0].image_url',
      'broadcast send hats.json --to people.csv --yes': 'elements[0].image_url',
      'broadcast send file.json --to people.csv --yes': 'people.csv:2: message.attachment.payload.url',
      [`persona create Anna ${url}`]: 'profile_picture_url',
      'page validate': 'personas[0].profile_picture_url',
      'page plan': 'personas[0].profile_picture_url',
      [`webhook set ${url}`]: 'which the platform cannot reach',
    }

    for (const [line, place] of Object.entries(lines)) {
      const {code, err} = await world.msgr(line, {env: {...server.env, MSGR_EMULATOR: undefined}})
      expect([line, code, err]).toEqual([line, 2, expect.stringContaining(place)])
      expect(err).not.toContain('buttons')
    }
    expect(server.calls.filter(call => !call.startsWith('GET'))).toEqual([])
    for (const line of [
      `send template ${ADA} hats.json`,
      `persona create Anna ${url}`,
      'page validate',
      'page plan',
    ])
      expect([line, (await world.msgr(line)).code]).toEqual([line, 0])
  })

  test.for([
    'https://shop.example.com/hat.png',
    'http://93.184.216.34/hat.png',
    'https://[2606:2800:220:1::1]/hat.png',
    'https://172.32.0.1/x',
    'https://localhost.example.com/x',
    'https://10.example.com/x',
    'https://local.example/x',
    'not a URL',
  ])('is not one that others can reach: %s', url => {
    expect(privateHost(url)).toBeUndefined()
  })
})
