import {chmod} from 'node:fs/promises'
import {describe, expect} from 'vitest'
import {startRules} from '../helpers/rules-server.ts'
import {test, type World} from '../helpers/world.ts'

const ada = '6411223344556677'
const token = 'EAABwzLixnjYBOZCZA0123456789'

const pasted = [
  ['a carriage return', `${token}\r`, 'it ends in a carriage return (\\r)'],
  ['quotes', `"${token}"`, 'it is in quotes, and they count as part of it'],
  ['one quote', `${token}'`, "a quote (') is at its beginning or end"],
  ['curly quotes', `\u201c${token}\u201d`, 'it is in quotes, and they count as part of it'],
  ['Bearer', `Bearer ${token}`, 'it begins like a header (Bearer)'],
  ['OAuth', `OAuth ${token}`, 'it begins like a header (Bearer)'],
  ['a parameter', `access_token=${token}`, 'it begins with a parameter name, such as access_token'],
  ['a whole URL', `https://graph.facebook.com/me?access_token=${token}`, 'it is a URL'],
  ['JSON', `{"access_token":"${token}"}`, 'it is JSON'],
  ['a placeholder', '${{ secrets.TOKEN }}', 'it is a placeholder that nothing has filled in'],
  [
    'a zero-width space',
    `${token.slice(0, 9)}\u200b${token.slice(9)}`,
    'it contains an invisible character (U+200B)',
  ],
  ['a no-break space', `${token}\u00a0`, 'it contains an invisible character (U+00A0)'],
  ['a byte order mark', `\ufeff${token}`, 'it contains an invisible character (U+FEFF)'],
  [
    'a control character',
    `${token.slice(0, 9)}\u001b${token.slice(9)}`,
    'it contains a control character (U+001B)',
  ],
  ['a letter that is not ASCII', `${token}\u00e9`, 'it contains a character that is not ASCII'],
  ['an ellipsis', 'EAAB\u2026', 'it contains a character that is not ASCII'],
  ['several lines', `${token}\n${token}`, 'it has several lines'],
  ['a blank', `${token} ${token}`, 'it contains a space'],
  ['only blanks', '  ', 'it is empty'],
  ['a whole file', 'A'.repeat(1025), 'it is 1,025 characters long'],
] as const

describe('a token that was pasted with', () => {
  for (const [what, value, said] of pasted) {
    test(`${what} is refused at once, with the variable and what is in it`, async ({bareWorld: world}) => {
      const {env, calls} = await startRules('rules-ok.json')
      await world.write('people.csv', `psid\n${ada}\n`)
      const before = world.clock.now()

      for (const line of [`send text ${ada} Hi`, 'broadcast send --to people.csv --text Hi --yes']) {
        const {code, out, err} = await world.msgr(line, {env: {...env, MSGR_PAGE_TOKEN: value}})
        expect({code, out}).toEqual({code: 4, out: ''})
        expect(err).toContain(`✖ MSGR_PAGE_TOKEN does not contain a valid token: ${said}\n  `)
        expect(err).not.toContain(token.slice(0, 9))
        expect(err).not.toContain('***')
      }
      expect(calls).toEqual([])
      expect(world.clock.now() - before).toBeLessThan(60_000)
    })
  }
})

describe('wherever a secret comes from', () => {
  const good = ['send', 'text', ada, 'Hi']

  async function withSettings(world: World, page: string) {
    const {env, calls} = await startRules('rules-ok.json')
    await world.write('.msgrrc.yaml', `pages: {shop: {pageId: "109876543210987", ${page}}}\n`)
    return {calls, env: {...env, MSGR_PAGE_TOKEN: '', MSGR_PAGE_ID: ''}}
  }

  test('blanks around it and the line break at its end are left out', async ({bareWorld: world}) => {
    const {env} = await withSettings(world, 'token: "file:token"')
    for (const [variable, text] of [
      [` ${token}\n`, ''],
      ['', `\ufeff${token}\r\n`],
      ['', `\t${token} \n\n`],
    ] as const) {
      await chmod(await world.write('token', text || 'unused'), 0o600)
      const {code, err} = await world.msgr(good, {env: {...env, MSGR_PAGE_TOKEN: variable}})
      expect({text, code, err}).toEqual({text, code: 0, err: ''})
    }
  })

  test('the message names the place: a variable of the settings, a file, the store', async ({
    bareWorld: world,
  }) => {
    const {env} = await withSettings(world, 'token: "env:SHOP_TOKEN"')
    const origin = `${world.folder}/.msgrrc.yaml: pages.shop.token`
    const variable = await world.msgr(good, {env: {...env, SHOP_TOKEN: `"${token}"`}})
    await withSettings(world, 'token: "file:token"')
    await chmod(await world.write('token', `Bearer ${token}\n`), 0o600)
    const file = await world.msgr(good, {env})
    await withSettings(world, 'token: store')
    await chmod(
      await world.write(
        '../home/config/credentials.yaml',
        `shop: {pageId: "109876543210987", token: "${token} x"}\n`,
      ),
      0o600,
    )
    const store = await world.msgr(good, {env})

    expect(variable.err).toContain(
      `SHOP_TOKEN, named by ${origin}, does not contain a valid token: it is in quotes`,
    )
    expect(file.err).toContain(
      `${world.folder}/token, named by ${origin}, does not contain a valid token: it begins like`,
    )
    expect(store.err).toContain(
      `the store of msgr login (shop), named by ${origin}, does not contain a valid token: it contains a space`,
    )
    expect([variable.code, file.code, store.code]).toEqual([4, 4, 4])
  })

  test('an app secret, an app token and a verify token are held to the same', async ({bareWorld: world}) => {
    const {env} = await startRules('rules-ok.json')
    for (const [name, value, said] of [
      [
        'MSGR_APP_SECRET',
        '0123456789abcdef\r',
        'does not contain a valid app secret: it ends in a carriage return (\\r)',
      ],
      [
        'MSGR_APP_SECRET_FORMER',
        "'0123456789abcdef'",
        'does not contain a valid app secret: it is in quotes',
      ],
      [
        'MSGR_APP_TOKEN',
        'access_token=1|x',
        'does not contain a valid token: it begins with a parameter name',
      ],
      ['MSGR_VERIFY_TOKEN', '"my words"', 'does not contain a valid verify token: it is in quotes'],
    ] as const) {
      const {code, err} = await world.msgr(good, {env: {...env, [name]: value}})
      expect({code, err}).toEqual({code: 4, err: expect.stringContaining(`${name} ${said}`)})
    }
    const words = await world.msgr(good, {env: {...env, MSGR_VERIFY_TOKEN: 'Zoë’s own words'}})
    expect(words.code).toBe(0)
  })

  test('the authtoken of ngrok hinders nothing but the tunnel', async ({bareWorld: world}) => {
    const {env} = await startRules('rules-ok.json')
    const broken = {...env, NGROK_AUTHTOKEN: '2abc"\r'}

    expect((await world.msgr(good, {env: broken})).code).toBe(0)
    const {code, err} = await world.msgr('listen --port 0 --tunnel ngrok --limit 1', {env: broken})
    expect(code).toBe(8)
    expect(err).toContain('authtoken of ngrok does not look like one')
  })

  test('login refuses it from standard input, and keeps nothing', async ({bareWorld: world}) => {
    const {env, calls} = await startRules('rules-ok.json')

    const {code, err} = await world.msgr('login --with-token', {stdin: `Bearer ${token}\n`, env})

    expect(code).toBe(4)
    expect(err).toContain('Standard input does not contain a valid token: it begins like a header (Bearer)')
    expect(calls).toEqual([])
  })
})

describe('a switch', () => {
  for (const value of ['0\r', '"0"', '1\r', ' 1', 'ture', '2', '\u200b1', "'true'"]) {
    test(`that is ${JSON.stringify(value)} sends nothing anywhere`, async ({world}) => {
      for (const line of [
        `send text ${ada} Hi`,
        'label list',
        `--emulator send text ${ada} Hi`,
        'config show',
      ]) {
        const {code, out, err} = await world.msgr(line, {env: {MSGR_EMULATOR: value}})
        expect({line, code, out}).toEqual({line, code: 2, out: ''})
        expect(err).toContain(`✖ MSGR_EMULATOR is ${JSON.stringify(value).replace('\u200b', '\\u200b')}, `)
        expect(err).toContain('Write MSGR_EMULATOR=1 or MSGR_EMULATOR=0')
      }
    })
  }

  test('is on or off by every documented word, and not set when empty', async ({bareWorld: world}) => {
    const targetWith = async (value: string) =>
      (await world.msgr('config show --origin', {env: {MSGR_EMULATOR: value}})).out.split('\n', 1)[0]

    for (const value of ['1', 'true', 'TRUE', 'Yes', 'on'])
      expect(await targetWith(value)).toBe('target\temulator\tMSGR_EMULATOR')
    for (const value of ['0', 'false', 'No', 'OFF'])
      expect(await targetWith(value)).toBe('target\tplatform\tMSGR_EMULATOR')
    expect(await targetWith('')).toBe('target\tplatform\tdefault')
  })
})

describe('any other value of the environment', () => {
  const values = [
    ['MSGR_PAGE_ID', '123\r', 'is "123\\r": it ends in a carriage return'],
    ['MSGR_PAGE_ID', '"123"', 'is "\\"123\\"": it is in quotes'],
    ['MSGR_APP_ID', '123\n', 'is "123\\n": it ends in a line break'],
    ['MSGR_API_VERSION', 'v26.0 ', 'is "v26.0 ": a space is at its beginning or end'],
    [
      'MSGR_GRAPH_URL',
      'https://graph.facebook.com\r',
      'is "https://graph.facebook.com\\r": it ends in a carriage',
    ],
    ['MSGR_GRAPH_URL', '"https://ann:pw@example.com"', 'cannot be used: it is in quotes'],
    ['MSGR_PAGE', 'sh\u200bop', 'is "sh\\u200bop": it contains an invisible character (U+200B)'],
    ['MESSENGER_PORT', "'8080'", 'is "\'8080\'": it is in quotes'],
    ['MSGR_HOME', '/tmp/x\r', 'is "/tmp/x\\r": it ends in a carriage return'],
  ] as const
  for (const [name, value, said] of values) {
    test(`${name}=${JSON.stringify(value)} is named with what is in it`, async ({bareWorld: world}) => {
      const {code, err} = await world.msgr(`send text ${ada} Hi`, {env: {[name]: value}})
      expect({code, err}).toEqual({code: 2, err: expect.stringContaining(`✖ ${name} ${said}`)})
      expect(err).not.toContain('ann:pw')
    })
  }

  test('the name in --page too', async ({bareWorld: world}) => {
    const {code, err} = await world.msgr(['label', 'list', '--page', 'shop\r'])
    expect({code, err}).toEqual({code: 2, err: expect.stringContaining('flag --page is "shop\\r"')})
  })
})

describe('where a real token and the emulator are both named', () => {
  const note =
    /^To the emulator, not to Facebook \((MSGR_EMULATOR|--emulator)\): the token in (\S+) is not used\n/

  test('the command says where it goes', async ({world}) => {
    const env = {MSGR_PAGE_TOKEN: token}

    const byVariable = await world.msgr(`send text ${ada} Hi`, {env})
    const byFlag = await world.msgr(`--emulator send text ${ada} Hi`, {env: {...env, MSGR_EMULATOR: ''}})
    const quiet = await world.msgr(`send text ${ada} Hi --quiet`, {env})
    const own = (await world.emulator.connection()).pageToken
    const without = await world.msgr(`send text ${ada} Hi`, {env: {MSGR_PAGE_TOKEN: own}})

    expect(note.exec(byVariable.err)?.slice(1)).toEqual(['MSGR_EMULATOR', 'MSGR_PAGE_TOKEN'])
    expect(note.exec(byFlag.err)?.slice(1)).toEqual(['--emulator', 'MSGR_PAGE_TOKEN'])
    expect(quiet.err).not.toContain('Facebook')
    expect(without.err).not.toContain('Facebook')
  })
})
