import {readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {killToken, labelsOf, pageOf, peopleOf, templateNamesOf, userTokenOf} from '../../helpers/probe.ts'
import {createWorld, type EmulatedWorld, type Ran} from '../../helpers/world.ts'

const IDS = {shop: '109876543210987', support: '109876543210988', outlet: '109876543210989'} as const
type Name = keyof typeof IDS

const settings = `
defaultPage: shop
pages:
  shop: {pageId: "${IDS.shop}", appId: "1234567890123456", token: "env:SHOP_TOKEN"}
  support: {pageId: "${IDS.support}", appId: "1234567890123456", token: "env:SUPPORT_TOKEN"}
  outlet: {pageId: "${IDS.outlet}", appId: "1234567890123456", token: "env:OUTLET_TOKEN"}
`

const base = `
profile:
  get_started: {payload: START}
  account_linking_url: \${SHOP_URL}/link
labels: [VIP]
`

const page = `
extends: shared/base.yaml
profile:
  greeting: [{locale: default, text: Hello}]
webhook_fields: [messages, messaging_echoes]
personas: [{name: Anna, profile_picture_url: https://shop.example/anna.png}]
pages:
  support:
    profile: {greeting: null, get_started: {payload: HELP}}
    labels: [Ticket]
`

interface ThreePages extends EmulatedWorld {
  readonly run: (line: string, env?: Readonly<Record<string, string>>) => Promise<Ran>
  readonly profileOf: (name: Name) => Record<string, unknown>
  readonly kill: (name: Name) => void
  /** Another tool with a token of its own sets a property. */
  readonly changeByOthers: (name: Name, profile: object) => void
}

/** Three Pages of a project file, each with a token of its own from the environment. */
async function threePages(): Promise<ThreePages> {
  const world = await createWorld()
  const {emulator} = world
  const tokens: Record<string, string> = {}
  for (const [name, id] of Object.entries(IDS))
    tokens[`${name.toUpperCase()}_TOKEN`] = (await emulator.connection(id)).pageToken
  await world.write('.msgrrc.yaml', settings)
  await world.write('shared/base.yaml', base)
  await world.write('page.yaml', page)
  const env = {MSGR_EMULATOR: '0', MSGR_GRAPH_URL: emulator.url, SHOP_URL: 'https://shop.example', ...tokens}
  const stateOf = (name: Name) => pageOf(emulator, IDS[name])
  return {
    ...world,
    run: (line, more = {}) => world.msgr(line.split(' '), {env: {...env, ...more}}),
    profileOf: name => stateOf(name).profile,
    kill: name => killToken(emulator, tokens[`${name.toUpperCase()}_TOKEN`] ?? '', 460),
    changeByOthers: (name, profile) => Object.assign(stateOf(name).profile, profile),
  }
}

const labelNames = ({emulator}: EmulatedWorld, name: Name) =>
  labelsOf(emulator, IDS[name]).map(label => label.name)

describe('page apply', () => {
  test('brings three Pages to a base with overlays; one with a dead token is a row with the reason: exit 6', async () => {
    const world = await threePages()
    world.kill('outlet')

    const {code, json} = await world.run('page apply --all-pages --json')
    const table = await world.run('page apply --page shop,support,outlet')

    expect(code).toBe(6)
    expect(json().pages).toMatchObject([
      {page: 'shop', id: IDS.shop, status: 'applied'},
      {page: 'support', id: IDS.support, status: 'applied'},
      {page: 'outlet', status: 'failed', changes: [], error: {exitCode: 4, code: 'GRAPH_ERROR'}},
    ])
    expect(world.profileOf('shop')).toEqual({
      get_started: {payload: 'START'},
      account_linking_url: 'https://shop.example/link',
      greeting: [{locale: 'default', text: 'Hello'}],
    })
    expect(world.profileOf('support')).toEqual({
      get_started: {payload: 'HELP'},
      account_linking_url: 'https://shop.example/link',
    })
    expect(world.profileOf('outlet')).toEqual({})
    expect(labelNames(world, 'shop')).toContain('VIP')
    expect(labelNames(world, 'support')).toEqual(['Ticket'])
    expect(table.code).toBe(6)
    const rows = table.out
      .trim()
      .split('\n')
      .map(row => row.split('\t'))
    expect(rows.map(row => row.slice(0, 4))).toEqual([
      ['shop', IDS.shop, 'unchanged', '0'],
      ['support', IDS.support, 'unchanged', '0'],
      ['outlet', '', 'failed', '0'],
    ])
    expect(rows[2]?.[4]).toContain('access token')
  })

  test('plan and apply of several Pages end with how many came to what, on stderr and counted under --json', async () => {
    const world = await threePages()
    world.kill('outlet')

    const planned = await world.run('page plan --all-pages')
    const plannedJson = await world.run('page plan --all-pages --json')
    await world.run('page apply --page support')
    const applied = await world.run('page apply --all-pages')
    const appliedJson = await world.run('page apply --all-pages --json')
    const one = await world.run('page plan --page shop')
    const quiet = await world.run('page plan --all-pages --quiet')

    expect(planned.err).toMatch(/^2 to change, 0 matching the file, 1 failed: outlet \(.*access token.*\)$/m)
    expect(planned.out).not.toContain('to change')
    expect(plannedJson.json().counts).toEqual({toChange: 2, unchanged: 0, failed: 1})
    expect(applied.err).toMatch(/^1 changed, 1 matching the file, 1 failed: outlet \(.*\)$/m)
    expect(appliedJson.json().counts).toEqual({applied: 0, unchanged: 2, partly: 0, failed: 1})
    expect([plannedJson.err, one.err, quiet.err].join('')).not.toMatch(/matching the file/)
  })

  test('tells which property somebody else edited between two applies, and goes on with the other Pages', async () => {
    const world = await threePages()
    await world.run('page apply --all-pages')
    world.changeByOthers('support', {get_started: {payload: 'THEIRS'}})

    const one = await world.run('page apply --page support --json')
    await world.write('page.yaml', page.replace('text: Hello', 'text: Hi'))
    const all = await world.run('page apply --all-pages --json')
    const untouched = structuredClone(world.profileOf('support'))
    const planned = await world.run('page plan --page support --json')
    const forced = await world.run('page apply --page support --yes --json')

    expect(one.code).toBe(3)
    expect(JSON.parse(one.err).error).toMatchObject({
      code: 'DRIFT',
      message: expect.stringContaining('profile.get_started'),
    })
    expect(all.code).toBe(6)
    expect(all.json().pages).toMatchObject([
      {page: 'shop', status: 'applied'},
      {page: 'support', status: 'failed', error: {code: 'DRIFT', exitCode: 3}},
      {page: 'outlet', status: 'applied'},
    ])
    expect(untouched).toMatchObject({get_started: {payload: 'THEIRS'}})
    expect(planned.json().pages[0].drift).toEqual(['profile.get_started'])
    expect(forced.code).toBe(0)
    expect(world.profileOf('support')).toMatchObject({get_started: {payload: 'HELP'}})
  })

  test('sets what the platform does not show once, and again only when the file says something else', async () => {
    const world = await threePages()
    const nlpCalls = async (file: string) => {
      await world.write('nlp.yaml', file)
      const {json} = await world.run('page apply nlp.yaml --json')
      return json().pages[0]
    }

    const first = await nlpCalls('nlp: {nlp_enabled: true, model: ENGLISH}')
    const second = await nlpCalls('nlp: {nlp_enabled: true, model: ENGLISH}')
    const third = await nlpCalls('nlp: {nlp_enabled: true, model: DUTCH}')

    expect(first).toMatchObject({status: 'unchanged', unread: ['nlp'], changes: []})
    expect(second).toMatchObject({status: 'unchanged', unread: [], changes: []})
    expect(third).toMatchObject({status: 'applied', changes: [{section: 'nlp', kind: 'change'}]})
    expect(pageOf(world.emulator, IDS.shop).nlpConfigs).toMatchObject({model: 'DUTCH'})
  })

  test('takes webhook fields away only when deletes are allowed, and makes what must exist', async () => {
    const world = await threePages()
    await world.run('webhook subscribe messages message_reads --replace')
    const template = {
      name: 'ready',
      language: 'en',
      category: 'UTILITY',
      components: [{type: 'BODY', text: 'Your order is ready in the shop.'}],
    }
    const [person] = peopleOf(world.emulator)
    const menu = [{locale: 'default', call_to_actions: [{type: 'postback', title: 'Mine', payload: 'MINE'}]}]
    await world.write(
      'more.json',
      JSON.stringify({
        webhook_fields: ['messages', 'messaging_postbacks'],
        templates: [template],
        user_settings: [{psid: person?.psid, persistent_menu: menu}],
      }),
    )

    const careful = await world.run('page apply more.json --json')
    const second = await world.run('page apply more.json --allow-deletes --json')
    const third = await world.run('page plan more.json --allow-deletes --exit-code --json')

    expect(careful.json().pages[0].left).toContain('webhook_fields.message_reads')
    expect(
      careful
        .json()
        .pages[0].changes.map(({section, name}: {section: string; name: string}) => [section, name]),
    ).toEqual([
      ['user_settings', person?.psid],
      ['webhook_fields', 'messaging_postbacks'],
      ['templates', 'ready (en)'],
    ])
    expect(second.json().pages[0].changes).toMatchObject([
      {section: 'webhook_fields', kind: 'remove', name: 'message_reads'},
    ])
    expect(third.code).toBe(0)
    expect(person?.persistentMenu).toEqual(menu)
    expect(templateNamesOf(world.emulator)).toContain('ready')
  })

  test('what the platform refuses is told, and the rest is done: exit 6', async () => {
    const world = await threePages()
    await world.emulator.admin('POST', 'faults', {
      method: 'POST',
      path: '/*/custom_labels',
      times: 1,
      effect: {kind: 'error', code: 100, message: '(#100) No labels today'},
    })

    const {code, json} = await world.run('page apply --json')
    const again = await world.run('page apply --json')

    expect(code).toBe(6)
    expect(json().pages).toMatchObject([
      {
        status: 'partly',
        refused: [{section: 'labels', name: 'VIP', reason: expect.stringContaining('No labels today')}],
      },
    ])
    expect(world.profileOf('shop')).toMatchObject({get_started: {payload: 'START'}})
    expect(again.code).toBe(0)
    expect(again.json().pages).toMatchObject([{status: 'applied', drift: [], changes: [{name: 'VIP'}]}])
  })

  test('a name that no Page has is refused before anything is done, whatever the others are', async () => {
    const world = await threePages()

    const {code, err} = await world.run('page apply --page shop,suport')

    expect(code).toBe(2)
    expect(err).toContain('Did you mean support?')
    expect(world.profileOf('shop')).toEqual({})
  })

  test('one Page that fails has failed as any command does', async () => {
    const world = await threePages()
    world.kill('outlet')

    const {code, err} = await world.run('page apply --page outlet --json')

    expect(code).toBe(4)
    expect(JSON.parse(err.trim().split('\n').at(-1) ?? '').error.exitCode).toBe(4)
  })
})

describe('a plan', () => {
  test('is carried out exactly, without the file and the environment it was made from', async () => {
    const world = await threePages()

    const planned = await world.run('page plan --page shop,support --out plan.json --exit-code --json')
    await world.write('page.yaml', 'labels: [Other]')
    const applied = await world.run('page apply plan.json --json', {SHOP_URL: ''})

    expect(planned.code).toBe(3)
    expect(planned.json().plan).toBe('plan.json')
    expect(applied.code).toBe(0)
    expect(applied.json().pages.map(({changes}: {changes: unknown}) => changes)).toEqual(
      planned.json().pages.map(({changes}: {changes: unknown}) => changes),
    )
    expect(world.profileOf('support')).toMatchObject({get_started: {payload: 'HELP'}})
    expect(labelNames(world, 'shop')).not.toContain('Other')
  })

  test('shows its requests in a dry run, without asking the Page', async () => {
    const world = await threePages()
    await world.run('page plan --page shop,support --out plan.json')

    const {code, json} = await world.run('page apply plan.json --dry-run --json')

    expect(code).toBe(0)
    const writes = json().requests.filter(({method}: {method: string}) => method === 'POST')
    expect(writes.map(({url}: {url: string}) => url.split('/').at(-1))).toContain('messenger_profile')
    expect(world.profileOf('shop')).toEqual({})
  })

  test('is refused for a Page that was changed since, and writes nothing to it: exit 3', async () => {
    const world = await threePages()
    await world.run('page plan --out plan.json')
    world.changeByOthers('shop', {greeting: [{locale: 'default', text: 'Theirs'}]})

    const {code, err} = await world.run('page apply plan.json')

    expect(code).toBe(3)
    expect(err).toContain('shop was changed since the plan was made')
    expect(world.profileOf('shop')).toEqual({greeting: [{locale: 'default', text: 'Theirs'}]})
  })

  test('is refused for another Page than its own, in another form, and with flags that it has in it', async () => {
    const world = await threePages()
    await world.run('page plan --out plan.json')
    const file = join(world.folder, 'plan.json')
    const text = await readFile(file, 'utf8')

    const flags = await world.run('page apply plan.json --allow-deletes')
    await writeFile(file, text.replaceAll(IDS.shop, IDS.support))
    const other = await world.run('page apply plan.json')
    await writeFile(file, text.replace('"msgr_plan": 1', '"msgr_plan": 2'))
    const form = await world.run('page apply plan.json')

    expect([flags.code, other.code, form.code]).toEqual([2, 2, 2])
    expect(world.profileOf('shop')).toEqual({})
  })
})

describe('page validate', () => {
  test('names every fault at its place, with what was meant, in bases and overlays too', async () => {
    const world = await threePages()
    await world.write('shared/base.yaml', 'labels: [""]\nprofile: {get_started: {payload: ""}}')
    await world.write(
      'page.yaml',
      `
extends: shared/base.yaml
lables: [VIP]
profile:
  persistent_menu:
    - locale: default
      call_to_actions: [{type: web_ulr, title: Shop}]
personas: [{name: Anna}, {name: Anna, profile_picture_url: https://shop.example/a.png}]
pages:
  support: {webhook_fields: [mesages], nlp: {model: INGLISH}}
`,
    )

    const {code, err} = await world.run('page validate')

    expect(code).toBe(2)
    for (const told of [
      'lables: is not known here; did you mean `labels`?',
      'profile.persistent_menu[0].call_to_actions[0].type: `web_ulr` is not known; did you mean `web_url`?',
      'shared/base.yaml:2: profile.get_started.payload: is empty',
      'personas[0].profile_picture_url: is missing',
      'personas[1]: `Anna` is already there, in personas[0]',
      'pages.support.nlp.model: `INGLISH` is not known; did you mean `ENGLISH`?',
      'pages.support.webhook_fields[0] `mesages` is not a field known to msgr; did you mean `messages`?',
    ])
      expect(err).toContain(told)
  })

  test('names all variables that are not set, with their lines, in one error', async () => {
    const world = await threePages()
    await world.write(
      'page.yaml',
      `extends: shared/base.yaml\nlabels:\n  - \${ONE}\n  - $\${TWO}\n  - a \${THREE}\n`,
    )

    const {code, err} = await world.run('page validate --json', {SHOP_URL: undefined as never})

    expect(code).toBe(2)
    expect(JSON.parse(err).error.faults).toEqual([
      {path: '', message: '${SHOP_URL} is not set', file: 'shared/base.yaml', line: 4, severity: 'error'},
      {path: '', message: '${ONE} is not set', file: 'page.yaml', line: 3, severity: 'error'},
      {path: '', message: '${THREE} is not set', file: 'page.yaml', line: 5, severity: 'error'},
    ])
  })

  test('warns of what is about to end, and refuses overlays that belong to no Page', async () => {
    const world = await threePages()
    const profile = 'profile: {greeting: [{locale: default, text: Hi}]}'
    await world.write('page.yaml', `${profile}\npages: {shop: {labels: [A]}}`)
    await world.write('mistyped.yaml', `${profile}\npages: {shopp: {labels: [A]}}`)

    const {code, json, err} = await world.run('page validate --json')

    expect(code).toBe(0)
    expect(json()).toMatchObject({valid: true, sections: ['profile', 'labels'], pages: ['shop']})
    expect(err).toContain('profile.greeting is missing from Meta’s SDKs since Graph API v25.0')
    const mistyped = await world.run('page validate mistyped.yaml')
    expect(mistyped.code).toBe(2)
    expect(mistyped.err).toContain('pages.shopp: is not a Page of the settings; did you mean `shop`?')
  })

  test('refuses files that extend each other, and what is no Page at all', async () => {
    const world = await threePages()
    await world.write('a.yaml', 'extends: b.yaml')
    await world.write('b.yaml', 'extends: a.yaml')
    await world.write('list.yaml', '- labels')

    const circle = await world.run('page validate a.yaml')
    const list = await world.run('page validate list.yaml')

    expect([circle.code, list.code]).toEqual([2, 2])
    expect(circle.err).toContain('a.yaml extends b.yaml extends a.yaml')
  })
})

describe('page pull', () => {
  test('writes a file that applies to no change, and writes over no file of several layers', async () => {
    const world = await threePages()
    await world.run('page apply --allow-deletes')

    const pulled = await world.run('page pull --out pulled.yaml')
    const {code, json} = await world.run('page plan pulled.yaml --exit-code --json')
    const refused = await world.run('page pull --out page.yaml')

    expect(pulled.code).toBe(0)
    expect(code).toBe(0)
    expect(json().pages).toMatchObject([{changes: [], left: []}])
    expect(refused.code).toBe(2)
    expect(await readFile(join(world.folder, 'page.yaml'), 'utf8')).toBe(page)
  })
})

describe('page list', () => {
  test('lists the Pages of a user token, and never their tokens', async () => {
    const world = await threePages()
    const user = userTokenOf(world.emulator)

    const own = await world.msgr(['page', 'list', '--json'])
    const given = await world.msgr(['page', 'list', '--with-token', '--json'], {
      stdin: user,
      env: {MSGR_EMULATOR: '0', MSGR_GRAPH_URL: world.emulator.url},
    })
    const wrong = await world.msgr(['page', 'list', '--with-token'], {
      stdin: 'two words',
      env: {MSGR_EMULATOR: '0', MSGR_GRAPH_URL: world.emulator.url},
    })

    expect(own.json()).toMatchObject([{id: IDS.shop, name: 'Acme Shop'}, {id: IDS.support}])
    expect(given.out).toBe(own.out)
    expect(given.out + given.err).not.toContain('EMU')
    expect(wrong).toMatchObject({
      code: 4,
      err: expect.stringContaining('Standard input does not contain a valid token'),
    })
  })
})
