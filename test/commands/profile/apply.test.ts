import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import type {Fault} from '../../../src/emulator/graph/faults.ts'
import {liftProfileLimit, pageOf} from '../../helpers/probe.ts'
import {createWorld, type EmulatedWorld} from '../../helpers/world.ts'

const addFault = ({emulator}: EmulatedWorld, fault: Fault) => emulator.admin('POST', 'faults', fault)

const profile = `
get_started: {payload: START}
greeting: [{locale: default, text: Hello}, {locale: fr_FR, text: Bonjour}]
whitelisted_domains: [https://shop.example, https://help.example/]
persistent_menu:
  - locale: default
    composer_input_disabled: false
    call_to_actions:
      - {type: postback, title: Talk to us, payload: CARE}
      - {type: web_url, title: Shop, url: https://shop.example/, webview_height_ratio: full}
`

async function applied(file = profile): Promise<EmulatedWorld> {
  const world = await createWorld()
  await world.write('profile.yaml', file)
  expect((await world.msgr(['profile', 'apply', 'profile.yaml'])).code).toBe(0)
  return world
}

/** Another tool with a token of its own. */
async function changeByOthers(world: EmulatedWorld, change: object): Promise<void> {
  const home = join(world.folder, 'elsewhere')
  const {code} = await world.msgr(['profile', 'set', '-', '--yes'], {
    stdin: JSON.stringify(change),
    env: {
      MSGR_HOME: home,
      MSGR_EMULATOR: '0',
      MSGR_GRAPH_URL: world.emulator.url,
      MSGR_PAGE_TOKEN: (await world.emulator.connection()).pageToken,
    },
  })
  expect(code).toBe(0)
}

describe('profile diff', () => {
  test('sees no difference in another order, another form, defaults and slashes', async () => {
    const world = await applied()
    await world.write(
      'other.json',
      JSON.stringify({
        whitelisted_domains: ['https://HELP.example', 'https://shop.example/'],
        greeting: [
          {locale: 'fr_FR', text: 'Bonjour'},
          {locale: 'default', text: 'Hello'},
        ],
        get_started: {payload: 'START'},
        persistent_menu: [
          {
            locale: 'default',
            call_to_actions: [
              {type: 'postback', title: 'Talk to us', payload: 'CARE'},
              {type: 'web_url', title: 'Shop', url: 'https://shop.example/', messenger_extensions: false},
            ],
          },
        ],
      }),
    )

    const {code, out, json} = await world.msgr(['profile', 'diff', 'other.json', '--exit-code', '--json'])

    expect({code, out: json()}).toEqual({code: 0, out: {changes: [], drift: []}})
    expect(out).not.toBe('')
  })

  test('names each item, locale and field that differs, and exits with 3 when asked to', async () => {
    const world = await applied()
    await world.write(
      'new.yaml',
      `
get_started: {payload: START}
greeting: [{locale: default, text: Hi}, {locale: de_DE, text: Hallo}]
whitelisted_domains: [https://shop.example, https://pay.example]
persistent_menu:
  - locale: default
    call_to_actions:
      - {type: postback, title: News, payload: NEWS}
      - {type: postback, title: Talk to us, payload: CARE}
      - {type: web_url, title: The shop, url: https://shop.example/}
ice_breakers: [{question: Where?, payload: WHERE}]
`,
    )

    const text = await world.msgr(['profile', 'diff', 'new.yaml'])
    const {code, json} = await world.msgr(['profile', 'diff', 'new.yaml', '--exit-code', '--json'])

    expect(text.code).toBe(0)
    expect(text.out.trim().split('\n')).toEqual([
      '~ greeting default, text: "Hello" → "Hi"',
      '+ greeting de_DE: {"locale":"de_DE","text":"Hallo"}',
      '- greeting fr_FR: {"locale":"fr_FR","text":"Bonjour"}',
      '+ ice_breakers: [{"locale":"default","call_to_actions":[{"question":"Where?","payload":"WHERE"}]}]',
      '+ persistent_menu default, item 1: {"type":"postback","title":"News","payload":"NEWS"}',
      '~ persistent_menu default, item 3, title: "Shop" → "The shop"',
      '+ whitelisted_domains: "https://pay.example"',
      '- whitelisted_domains: "https://help.example"',
    ])
    expect(code).toBe(3)
    expect(json().changes).toContainEqual({
      kind: 'change',
      property: 'persistent_menu',
      locale: 'default',
      item: 3,
      field: 'title',
      before: 'Shop',
      after: 'The shop',
    })
  })

  test('counts what only the Page has', async () => {
    const world = await applied()
    await world.write('less.yaml', profile.replace(/^greeting.*\n/m, ''))

    const {code, json} = await world.msgr(['profile', 'diff', 'less.yaml', '--exit-code', '--json'])

    expect(code).toBe(3)
    expect(json().changes).toMatchObject([{kind: 'remove', property: 'greeting'}])
  })
})

describe('profile apply', () => {
  test('leaves what only the Page has alone and says so, until deletes are allowed', async () => {
    const world = await applied()
    await world.write('less.yaml', 'get_started: {payload: GO}')

    const careful = await world.msgr(['profile', 'apply', 'less.yaml', '--json'])
    const kept = Object.keys(pageOf(world.emulator).profile)
    const deleting = await world.msgr(['profile', 'apply', 'less.yaml', '--allow-deletes', '--json'])

    expect(careful.json().left).toEqual(['greeting', 'persistent_menu', 'whitelisted_domains'])
    expect(kept).toHaveLength(4)
    expect(deleting.json().changes.map(({kind}: {kind: string}) => kind)).toEqual([
      'remove',
      'remove',
      'remove',
    ])
    expect(pageOf(world.emulator).profile).toEqual({get_started: {payload: 'GO'}})
  })

  test('takes a Get Started button that the Page keeps for one, and none that it is to lose', async () => {
    const world = await applied()
    await world.write('menu.yaml', profile.replace(/^get_started.*\n/m, '').replace('Talk to us', 'Talk'))

    const kept = await world.msgr(['profile', 'apply', 'menu.yaml'])
    const lost = await world.msgr(['profile', 'apply', 'menu.yaml', '--allow-deletes'])

    expect(kept.code).toBe(0)
    expect(lost.code).toBe(2)
    expect(lost.err).toContain('needs `get_started`')
  })

  test('sets the domains first that a menu inside Messenger needs', async () => {
    const world = await createWorld()
    await world.write(
      'profile.yaml',
      profile.replace('webview_height_ratio: full', 'messenger_extensions: true'),
    )

    expect((await world.msgr(['profile', 'apply', 'profile.yaml'])).code).toBe(0)
    const {json} = await world.msgr(['profile', 'apply', 'profile.yaml', '--dry-run', '--json'])

    expect(Object.keys(pageOf(world.emulator).profile).toSorted()).toEqual([
      'get_started',
      'greeting',
      'persistent_menu',
      'whitelisted_domains',
    ])
    expect(
      json().requests.map(({method, body}: {method: string; body?: object}) => [
        method,
        Object.keys(body ?? {}),
      ]),
    ).toEqual([
      ['GET', []],
      ['POST', ['greeting', 'whitelisted_domains']],
      ['POST', ['get_started', 'persistent_menu']],
      ['GET', []],
    ])
  })

  test('tells which property somebody else changed, writes nothing and exits with 3', async () => {
    const world = await applied()
    liftProfileLimit(world.emulator)
    await changeByOthers(world, {get_started: {payload: 'THEIRS'}})
    await world.write('profile.yaml', profile.replace('Hello', 'Hi'))

    const refused = await world.msgr(['profile', 'apply', 'profile.yaml'])
    const untouched = structuredClone(pageOf(world.emulator).profile)
    const diff = await world.msgr(['profile', 'diff', 'profile.yaml', '--json'])
    const forced = await world.msgr(['profile', 'apply', 'profile.yaml', '--yes', '--json'])

    expect(refused.code).toBe(3)
    expect(refused.err).toContain('Somebody else changed get_started since the last apply')
    expect(untouched).toMatchObject({get_started: {payload: 'THEIRS'}})
    expect(JSON.stringify(untouched)).toContain('Hello')
    expect(diff.json().drift).toEqual(['get_started'])
    expect(forced.code).toBe(0)
    expect(forced.json().drift).toEqual(['get_started'])
    expect(pageOf(world.emulator).profile).toMatchObject({get_started: {payload: 'START'}})
  })

  test('is no drift: what others set to what the file says, or a Page that was never applied to', async () => {
    const world = await applied()
    await changeByOthers(world, {get_started: {payload: 'NEXT'}})
    await world.write('profile.yaml', profile.replace('START', 'NEXT').replace('Hello', 'Hi'))

    const {code, json} = await world.msgr(['profile', 'apply', 'profile.yaml', '--json'])

    expect({code, drift: json().drift}).toEqual({code: 0, drift: []})
  })

  test('an apply that broke off is gone on with, and is nobody else’s change', async () => {
    const world = await applied()
    await world.write('profile.yaml', profile.replace('START', 'NEXT').replace('Hello', 'Hi'))
    await addFault(world, {
      method: 'POST',
      nth: 2,
      times: 1,
      path: '/*/messenger_profile',
      effect: {kind: 'withhold', ms: 20},
    })

    const broken = await world.msgr(['profile', 'apply', 'profile.yaml'])
    await world.write('profile.yaml', profile.replace('START', 'LAST').replace('Hello', 'Hi'))
    const again = await world.msgr(['profile', 'apply', 'profile.yaml', '--json'])

    expect(broken.code).toBe(8)
    expect({code: again.code, drift: again.json().drift}).toEqual({code: 0, drift: []})
    expect(pageOf(world.emulator).profile).toMatchObject({get_started: {payload: 'LAST'}})
  })

  test('a refused part is put back, and the refusal told', async () => {
    const world = await applied()
    const before = structuredClone(pageOf(world.emulator).profile)
    await world.write(
      'profile.yaml',
      profile
        .replace('https://help.example/', 'https://pay.example')
        .replace('webview_height_ratio: full', 'messenger_extensions: true')
        .replace('Hello', 'Hi'),
    )
    await addFault(world, {
      method: 'POST',
      nth: 2,
      path: '/*/messenger_profile',
      effect: {kind: 'error', code: 100, message: '(#100) No such menu'},
    })

    const {code, err} = await world.msgr(['profile', 'apply', 'profile.yaml'])

    expect(code).toBe(1)
    expect(err).toContain('No such menu')
    expect(err).toContain('greeting, whitelisted_domains was already set, and was restored')
    expect(pageOf(world.emulator).profile).toEqual(before)
  })

  test('a refused greeting keeps nothing else: exit 6', async () => {
    const world = await applied()
    await world.write('profile.yaml', profile.replace('Hello', 'Hi').replace('START', 'GO'))
    await addFault(world, {
      method: 'POST',
      nth: 2,
      path: '/*/messenger_profile',
      effect: {kind: 'error', code: 100, message: '(#100) No greeting'},
    })

    const {code, json} = await world.msgr(['profile', 'apply', 'profile.yaml', '--json'])

    expect(code).toBe(6)
    expect(json().refused).toMatchObject([
      {property: 'greeting', reason: expect.stringContaining('No greeting')},
    ])
    expect(pageOf(world.emulator).profile).toMatchObject({get_started: {payload: 'GO'}})
    expect(JSON.stringify(pageOf(world.emulator).profile)).toContain('Hello')
  })

  test('what the platform takes without a word and does not show is told: exit 6', async () => {
    const world = await createWorld()
    await world.write('profile.yaml', profile)
    const page = pageOf(world.emulator)
    let calls: number[] = []
    Object.defineProperty(page, 'profileCallsMs', {
      get: () => calls,
      set(times: number[]) {
        calls = times
        delete page.profile['greeting']
      },
    })

    const {code, json} = await world.msgr(['profile', 'apply', 'profile.yaml', '--json'])

    expect(code).toBe(6)
    expect(json().refused).toEqual([
      {property: 'greeting', reason: 'The platform accepted it, but shows something else'},
    ])
  })

  test('a greeting that goes along with domains is left out when it is refused', async () => {
    const world = await createWorld()
    await world.write(
      'profile.yaml',
      profile.replace('webview_height_ratio: full', 'messenger_extensions: true'),
    )
    await addFault(world, {
      method: 'POST',
      nth: 1,
      path: '/*/messenger_profile',
      effect: {kind: 'error', code: 100, message: '(#100) No greeting'},
    })

    const {code} = await world.msgr(['profile', 'apply', 'profile.yaml'])

    expect(code).toBe(6)
    expect(Object.keys(pageOf(world.emulator).profile).toSorted()).toEqual([
      'get_started',
      'persistent_menu',
      'whitelisted_domains',
    ])
  })

  test('an invalid file is refused before any call', async () => {
    const world = await createWorld()
    await world.write(
      'profile.yaml',
      'persistent_menu: [{locale: default, call_to_actions: [{type: web_ulr}]}]',
    )

    const {code, err} = await world.msgr(['profile', 'apply', 'profile.yaml'])

    expect(code).toBe(2)
    expect(err).toContain('did you mean `web_url`')
    expect(pageOf(world.emulator).profileCallsMs).toHaveLength(0)
  })
})

describe('profile pull', () => {
  test('prints the profile, and writes JSON or YAML by the name of the file', async () => {
    const world = await applied()

    const printed = await world.msgr(['profile', 'pull'])
    await world.msgr(['profile', 'pull', '--out', 'a.json'])
    await world.msgr(['profile', 'pull', '--out', 'a.yaml'])

    expect(printed.out).toContain('  - https://shop.example\n')
    expect(JSON.parse(await readFile(join(world.folder, 'a.json'), 'utf8'))).toMatchObject({
      get_started: {payload: 'START'},
    })
    expect(await readFile(join(world.folder, 'a.yaml'), 'utf8')).toBe(printed.out)
  })

  test('keeps comments and order of the file, and what means the same as it is written', async () => {
    const world = await applied()
    const file = `# ours
whitelisted_domains: [https://help.example/, https://shop.example/] # both
# the way in
get_started:
  payload: OLD # changes
greeting: [{locale: fr_FR, text: Bonjour}, {locale: default, text: Hello}]
commands: [{locale: default, commands: [{name: a, description: b}]}]
`
    await world.write('kept.yaml', file)

    await world.msgr(['profile', 'pull', '--out', 'kept.yaml'])
    const pulled = await readFile(join(world.folder, 'kept.yaml'), 'utf8')
    const {code} = await world.msgr(['profile', 'diff', 'kept.yaml', '--exit-code'])

    expect(code).toBe(0)
    expect(pulled).toContain(
      '# ours\nwhitelisted_domains: [ https://help.example/, https://shop.example/ ] # both',
    )
    expect(pulled).toContain('# the way in\nget_started:\n  payload: START # changes')
    expect(pulled).not.toContain('commands')
  })
})
