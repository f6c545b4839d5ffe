import {mkdir, readdir, readFile, stat, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect} from 'vitest'
import {userTokenOf} from '../helpers/probe.ts'
import {startRules} from '../helpers/rules-server.ts'
import {words} from '../helpers/words.ts'
import {type EmulatedWorld, test} from '../helpers/world.ts'

const SHOP = '109876543210987'
const SUPPORT = '109876543210988'
const ada = '6411223344556677'

/** The platform, as far as the client can tell; the secrets of the two Pages are swapped. */
async function swapped(world: EmulatedWorld) {
  const support = await world.emulator.connection('Acme Support')
  await world.write(
    '.msgrrc.yaml',
    `pages:\n  alpha: {pageId: "${SHOP}", token: "env:TOKEN_05"}\n  beta: {pageId: "${SUPPORT}"}\n`,
  )
  await world.write('profile.yaml', 'get_started: {payload: SWAPPED}\n')
  await world.write('people.csv', `psid\n${ada}\n`)
  await world.write('page.yaml', 'labels: [Swapped]\n')
  await world.write('labels.csv', `psid,label\n${ada},VIP\n`)
  await world.msgr('label create Same --page "Acme Support"')
  return {
    MSGR_EMULATOR: undefined,
    MSGR_GRAPH_URL: world.emulator.url,
    TOKEN_05: support.pageToken,
  }
}

const writes = [
  `send text ${ada} Hi`,
  `send action ${ada} typing_on`,
  'label create Swapped',
  `label assign Same ${ada} --yes`,
  'label import labels.csv --create-missing --yes',
  'profile set profile.yaml --yes',
  'profile apply profile.yaml --yes',
  'page apply --yes',
  'persona create Anna https://shop.example.com/anna.png',
  `user block ${ada} --yes`,
  `thread take ${ada} --yes`,
  'webhook subscribe messages',
  'broadcast send --to people.csv --text Hi --yes',
  'api POST me/custom_labels page_label_name=Swapped',
  'api DELETE me/messenger_profile fields=get_started --yes',
  'api GET me/custom_labels method=post page_label_name=Swapped',
]

describe('a token of another Page than the settings name', () => {
  for (const line of writes) {
    test(`is refused before anything is written: ${line}`, async ({world}) => {
      const env = await swapped(world)

      const {code, out, err} = await world.msgr([...words(line), '--page', 'alpha', '--debug'], {env})

      expect({code, out}).toEqual({code: 4, out: ''})
      expect(err).toContain(
        `The token in TOKEN_05 belongs to the Page Acme Support (${SUPPORT}), but ${world.folder}/.msgrrc.yaml: pages.alpha.pageId names alpha (${SHOP})`,
      )
      expect(err).not.toMatch(/^(?:POST|DELETE) /m)
      expect(err).not.toContain(env.TOKEN_05)
    })
  }

  test('is not written to by MSGR_PAGE_ID beside it, nor by the id in --page', async ({world}) => {
    const {pageToken} = await world.emulator.connection('Acme Support')
    const env = {MSGR_EMULATOR: undefined, MSGR_GRAPH_URL: world.emulator.url, MSGR_PAGE_TOKEN: pageToken}

    const byVariable = await world.msgr('label create VIP2', {env: {...env, MSGR_PAGE_ID: '1'}})
    const byFlag = await world.msgr(`label create VIP2 --page ${SHOP}`, {env})
    const right = await world.msgr(`label create VIP2 --page ${SUPPORT}`, {env})

    expect(byVariable.code).toBe(4)
    expect(byVariable.err).toContain(
      `The token in MSGR_PAGE_TOKEN belongs to the Page Acme Support (${SUPPORT}), but MSGR_PAGE_ID names 1`,
    )
    expect(byFlag.code).toBe(4)
    expect(byFlag.err).toContain(`but flag --page names ${SHOP}`)
    expect(right.code).toBe(0)
  })

  test('is a warning for what only reads, once it is known', async ({world}) => {
    const env = await swapped(world)

    const first = await world.msgr('label list --page alpha', {env})
    await world.msgr('label create Swapped --page alpha', {env})
    const later = await world.msgr('label list --page alpha', {env})
    const whoami = await world.msgr('whoami --page alpha', {env})

    expect(first).toMatchObject({code: 0, err: ''})
    expect(later.code).toBe(0)
    expect(later.err).toMatch(/^! This reads another Page: the token in TOKEN_05 .*\n$/)
    expect(later.out).toBe(first.out)
    expect(whoami).toMatchObject({code: 0, out: expect.stringContaining(`Acme Support (${SUPPORT})`)})
    expect(whoami.err.match(/the token in TOKEN_05/gi)).toHaveLength(1)
  })

  test('does not make a Page be as a file says, nor differ from it', async ({world}) => {
    const env = await swapped(world)
    await world.write('same.yaml', 'labels: [Same]\n')

    for (const line of ['page apply same.yaml --yes', 'page plan same.yaml', 'profile diff profile.yaml']) {
      expect({line, code: (await world.msgr(`${line} --page alpha`, {env})).code}).toEqual({line, code: 4})
    }
    expect(await readdir(join(world.home, 'state'))).not.toContain('applied')
  })

  test('of several Pages fails alone', async ({world}) => {
    const env = {
      ...(await swapped(world)),
      TOKEN_06: (await world.emulator.connection('Acme Support')).pageToken,
    }
    await world.write(
      '.msgrrc.yaml',
      `pages:\n  alpha: {pageId: "${SHOP}", token: "env:TOKEN_05"}\n  beta: {pageId: "${SUPPORT}", token: "env:TOKEN_06"}\n`,
    )

    const {code, out} = await world.msgr('page apply --all-pages --yes --json', {env})

    expect(code).toBe(6)
    expect(JSON.parse(out).pages).toMatchObject([
      {page: 'alpha', status: 'failed', error: {code: 'UNAUTHORISED', exitCode: 4}},
      {page: 'beta', status: 'applied', id: SUPPORT},
    ])
  })

  test('does not resume the run of the other', async ({world}) => {
    const {emulator} = world
    const [shop, support] = [await emulator.connection(), await emulator.connection('Acme Support')]
    const env = {MSGR_EMULATOR: undefined, MSGR_GRAPH_URL: emulator.url}
    await world.write('people.csv', `psid\n${ada}\n6411223345556680\n`)
    const begun = await world.msgr('broadcast send --to people.csv --text Hi --split 50 --yes --json', {
      env: {...env, MSGR_PAGE_TOKEN: shop.pageToken},
    })
    const {run} = JSON.parse(begun.out)

    const wrong = await world.msgr('broadcast resume last --json', {
      env: {...env, MSGR_PAGE_TOKEN: support.pageToken},
    })
    const right = await world.msgr('broadcast resume last --json', {
      env: {...env, MSGR_PAGE_TOKEN: shop.pageToken},
    })

    expect(wrong).toMatchObject({code: 4, out: ''})
    expect(JSON.parse(wrong.err).error.message).toBe(
      `The token in MSGR_PAGE_TOKEN belongs to the Page Acme Support (${SUPPORT}), but the run ${run} names Acme Shop (${SHOP})`,
    )
    expect(right.code).toBe(0)
    expect(JSON.parse(right.out)).toMatchObject({sent: 2, skipped: 0})
  })

  test('is not written with to a whole run while the platform does not say whose it is', async ({
    bareWorld: world,
  }) => {
    const broken = {status: 500, answer: {error: {message: 'x', code: 2, type: 'OAuthException'}}}
    const limited = {status: 400, answer: {error: {message: 'Application request limit reached', code: 4}}}
    const nameless = {answer: {}}
    await world.write('people.csv', `psid\n${ada}\n6411223345556680\n`)
    for (const [answer, code] of [
      [broken, 1],
      [limited, 5],
      [nameless, 1],
    ] as const) {
      const {env, calls} = await startRules([
        {method: 'GET', path: '/me\\?', ...answer},
        {method: 'POST', path: 'messages', answer: {recipient_id: '1', message_id: 'm_$N'}},
      ])
      const sent = await world.msgr('broadcast send --to people.csv --text Hi --yes --json', {env})
      const resumed = await world.msgr('broadcast resume last --json', {env})

      expect([sent.code, resumed.code]).toEqual([code, code])
      expect(calls.filter(call => call.startsWith('POST'))).toEqual([])
    }
  })

  test('is told from the token of a person', async ({world}) => {
    const env = {...(await swapped(world)), TOKEN_05: userTokenOf(world.emulator)}

    const {code, err} = await world.msgr('label create Swapped --page alpha', {env})

    expect(code).toBe(4)
    expect(err).toMatch(/The token in TOKEN_05 belongs to a person, .* names the Page alpha/)
    expect(err).toContain("This is a user's token: msgr login --page alpha")
  })
})

describe('the token of the right Page', () => {
  const me = {method: 'GET', path: '/me\\?', answer: {id: SHOP, name: 'Acme Shop'}}
  const sent = {method: 'POST', path: 'messages', answer: {recipient_id: '1', message_id: 'm_$N'}}
  const asked = (calls: readonly string[]) => calls.filter(call => call.startsWith('GET /v26.0/me?'))

  test('is asked once whose it is, for this command and those after it', async ({bareWorld: world}) => {
    const {env, calls} = await startRules('rules-ok.json')
    await world.write('people.csv', `psid\n${ada}\n6411223345556680\n6411223347556686\n`)

    const first = await world.msgr('broadcast send --to people.csv --text Hi --yes', {env})
    const second = await world.msgr(`send text ${ada} Hi`, {env})

    expect([first.code, second.code]).toEqual([0, 0])
    expect(asked(calls)).toHaveLength(1)
    expect(calls.indexOf(asked(calls)[0] ?? '')).toBe(0)
  })

  test('is remembered without the token, where only its owner can read it', async ({bareWorld: world}) => {
    const {env} = await startRules([me, sent])

    await world.msgr(`send text ${ada} Hi`, {env})

    const file = join(world.home, 'state', 'token-pages.json')
    const text = await readFile(file, 'utf8')
    expect(Object.entries(JSON.parse(text))).toEqual([
      [expect.stringMatching(/^[0-9a-f]{64}$/), {id: SHOP, name: 'Acme Shop'}],
    ])
    expect(text).not.toContain(env['MSGR_PAGE_TOKEN'])
    expect((await stat(file)).mode & 0o777).toBe(0o600)
  })

  test('is asked again where what is remembered says otherwise, or is damaged', async ({
    bareWorld: world,
  }) => {
    const {env, calls} = await startRules([me, sent])
    await world.msgr(`send text ${ada} Hi`, {env})
    const file = join(world.home, 'state', 'token-pages.json')
    await writeFile(file, (await readFile(file, 'utf8')).replace(SHOP, '42'))

    const lied = await world.msgr(`send text ${ada} Hi`, {env})
    await writeFile(file, '{"')
    const damaged = await world.msgr(`send text ${ada} Hi`, {env})

    expect([lied.code, damaged.code]).toEqual([0, 0])
    expect(asked(calls)).toHaveLength(3)
  })

  test('is not asked by reads, by a dry run, nor where no id is known', async ({bareWorld: world}) => {
    const {env, calls} = await startRules([me, sent, {path: 'custom_labels', answer: {data: []}}])

    await world.msgr('label list', {env})
    await world.msgr(`send text ${ada} Hi --dry-run`, {env})
    await world.msgr(`send text ${ada} Hi`, {env: {...env, MSGR_PAGE_ID: ''}})

    expect(asked(calls)).toEqual([])
  })

  test('is written to when nobody can say whose it is', async ({bareWorld: world}) => {
    const {env, calls} = await startRules([sent])
    await mkdir(join(world.home, 'state', 'token-pages.json'), {recursive: true})

    const quiet = await world.msgr(`send text ${ada} Hi`, {env})
    const verbose = await world.msgr(`send text ${ada} Hi -v`, {env})

    expect(quiet).toMatchObject({code: 0, err: ''})
    expect(verbose.err).toContain('The owner of the token could not be determined: GET /me was refused')
    expect(calls.filter(call => call.startsWith('POST'))).toHaveLength(2)
  })

  test('that has died is refused by what it was used for', async ({bareWorld: world}) => {
    const answer = {
      error: {message: 'Session has expired', type: 'OAuthException', code: 190, error_subcode: 463},
    }
    const {env} = await startRules([{path: '', status: 400, answer}])

    const {code, err} = await world.msgr(`send text ${ada} Hi`, {env})

    expect(code).toBe(4)
    expect(err).toContain('POST /me/messages was refused')
    expect(err).toContain('MSGR_PAGE_TOKEN holds it: put a new token there, then try it: msgr whoami')
  })
})
