import {mkdir, readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect} from 'vitest'
import {startRules} from '../helpers/rules-server.ts'
import {test} from '../helpers/world.ts'

const env = {GITHUB_ACTIONS: 'true'}

/** What GitHub would show; its runner reads the lines that begin with a colon. */
const shown = (err: string) => err.split('\n').filter(line => line.startsWith('::'))

const profile = `
greetings: []
persistent_menu:
  - locale: default
    call_to_actions:
      - {type: postback, title: "A title, at 100 %: far too long", payload: P}
      - type: web_ulr
        title: Shop
`

describe('on GitHub Actions', () => {
  test('each fault of a file is an annotation at its line, and stdout holds the result alone', async ({
    world,
  }) => {
    await world.write('profile.yaml', profile)
    const {code, out, err} = await world.msgr('profile validate profile.yaml', {env})

    expect(code).toBe(2)
    expect(out).toBe('')
    expect(shown(err)).toEqual([
      '::warning file=profile.yaml,line=3,title=msgr::persistent_menu needs `get_started`, in the same file or set before',
      '::error file=profile.yaml,line=6,title=msgr::persistent_menu[0].call_to_actions[0].title: 31 characters, at most 30',
      '::error file=profile.yaml,line=7,title=msgr::persistent_menu[0].call_to_actions[1].type: `web_ulr` is not known; did you mean `web_url`?',
      '::error file=profile.yaml,line=2,title=msgr::greetings: is not known here; did you mean `greeting`?',
    ])
  })

  test('a warning is one too, and the result stays what it is', async ({world}) => {
    await world.write('page.yaml', 'labels: [VIP]\nwebhook_fields:\n  - messages\n  - mesages\n')
    const {code, out, err} = await world.msgr('page validate --json', {env})

    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({valid: true, warnings: [{path: 'webhook_fields[1]'}]})
    expect(shown(err)).toEqual([
      '::warning file=page.yaml,line=4,title=msgr::webhook_fields[1] `mesages` is not a field known to msgr; did you mean `messages`?',
    ])
  })

  test('under --json an error is one object, as everywhere', async ({world}) => {
    await world.write('page.yaml', 'lables: [VIP]\n')
    const {code, out, err} = await world.msgr('page validate --json', {env})

    expect(code).toBe(2)
    expect(out).toBe('')
    expect(JSON.parse(err).error.faults).toMatchObject([{path: 'lables', file: 'page.yaml', line: 1}])
  })

  test('files are named from the root of the repository, those below another too', async ({world}) => {
    await world.write('pages/shop.yaml', 'extends: "base/all, of: us.yaml"\nlabels: [VIP]\n')
    await world.write('pages/base/all, of: us.yaml', 'profile:\n  get_started: {payload: ""}\n')
    const {err} = await world.msgr('page validate shop.yaml', {
      env: {...env, GITHUB_WORKSPACE: world.folder},
      cwd: join(world.folder, 'pages'),
    })

    expect(shown(err)).toEqual([
      '::error file=pages/base/all%2C of%3A us.yaml,line=2,title=msgr::profile.get_started.payload: is empty',
    ])
  })

  test('a file that cannot be read as YAML has a line, a failure without a place has none', async ({
    world,
  }) => {
    await world.write('profile.yaml', 'get_started:\n  payload: [\n')
    const broken = await world.msgr('profile apply profile.yaml', {env})
    const missing = await world.msgr('profile apply 100%.yaml', {env})

    expect(shown(broken.err)).toEqual([
      expect.stringMatching(
        /^::error file=profile\.yaml,line=3,title=msgr::profile\.yaml:3: this is not valid JSON or YAML/,
      ),
    ])
    expect(shown(missing.err)).toEqual([
      '::error title=msgr::100%25.yaml cannot be read: there is no such file',
    ])
  })

  test('drift is an error of the job', async ({world}) => {
    await world.write('page.yaml', 'labels: [VIP]\nprofile: {get_started: {payload: GO}}\n')
    await world.write('profile.yaml', 'get_started: {payload: GO}\n')
    await world.write('other.yaml', 'get_started: {payload: OTHER}\n')
    const plan = await world.msgr('page plan --exit-code', {env})
    await world.msgr('profile apply profile.yaml')
    await world.msgr('profile set other.yaml --yes')
    const diff = await world.msgr('profile diff profile.yaml --exit-code', {env})
    const apply = await world.msgr('profile apply profile.yaml', {env})

    expect([plan.code, diff.code, apply.code]).toEqual([3, 3, 3])
    expect(shown(plan.err)).toEqual([
      '::error file=page.yaml,title=Drift::The Page Acme Shop does not match the file: profile get_started, labels VIP',
    ])
    expect(shown(diff.err)).toEqual([
      '::error file=profile.yaml,title=Drift::The Page does not match the file: get_started',
      '::warning file=profile.yaml,title=Drift::Somebody else changed get_started of the Page since the last apply',
    ])
    expect(shown(apply.err)).toEqual([
      expect.stringMatching(/^::error title=Drift::Somebody else changed get_started since the last apply/),
    ])
  })

  test('a plan and an apply are added to the summary of the run', async ({world}) => {
    await world.write('page.yaml', 'labels: [VIP]\n')
    const summary = await world.write('summary.md', '# Before\n')
    const told = {...env, GITHUB_STEP_SUMMARY: summary}
    await world.msgr('page plan', {env: told})
    await world.msgr('page apply --json', {env: told})

    const text = await readFile(summary, 'utf8')
    expect(text).toMatch(/^# Before\n### msgr page plan\n\n`+\nAcme Shop .*\n {2}\+ labels VIP\n/)
    expect(text).toMatch(/\n### msgr page apply\n\n`+\n✔ Made 1 change to Acme Shop\n {2}\+ labels VIP\n/)
  })

  test('a summary that cannot be written fails nothing', async ({world}) => {
    await world.write('page.yaml', 'labels: [VIP]\n')
    await mkdir(join(world.folder, 'summary'))
    const {code, err} = await world.msgr('page apply', {
      env: {...env, GITHUB_STEP_SUMMARY: join(world.folder, 'summary')},
    })

    expect(code).toBe(0)
    expect(shown(err)).toEqual([expect.stringMatching(/^::warning title=msgr::No summary: /)])
  })

  test('a message of several lines is one annotation', async ({world}) => {
    await world.write('.msgrrc.yaml', 'page: shop\nversion: v26.0\n')
    const {code, err} = await world.msgr('page list', {env})

    expect(code).toBe(2)
    expect(shown(err)).toEqual([
      expect.stringMatching(/ has 2 faults:%0A {2}page is not a key.*%0A {2}version is/),
    ])
  })

  test('a secret is in no annotation and no summary', async ({bareWorld: world}) => {
    const token = 'EAAB1234567890secret'
    await world.write('page.yaml', `labels: [VIP]\nnlp: {model: ${token}}\n`)
    const {code, err} = await world.msgr('page validate', {env: {...env, MSGR_PAGE_TOKEN: token}})

    expect(code).toBe(2)
    expect(shown(err)).toEqual([
      '::error file=page.yaml,line=2,title=msgr::this text holds an access token, and people would see it',
    ])
    expect(err).not.toContain(token)

    await world.write('page.yaml', 'labels: [VIP]\n')
    const {env: named} = await startRules([
      {path: '/custom_labels', answer: {data: [{id: '1', page_label_name: token}]}},
      {path: '', answer: {id: '109876543210987', name: `Acme ${token}`}},
    ])
    const summary = join(world.folder, 'summary.md')
    const plan = await world.msgr('page plan', {
      env: {...named, ...env, MSGR_PAGE_TOKEN: token, GITHUB_STEP_SUMMARY: summary},
    })
    expect(plan.out + plan.err).not.toContain(token)
    expect(await readFile(summary, 'utf8')).toContain('labels.***')
  })
})

test('elsewhere nothing is an annotation', async ({world}) => {
  await world.write('profile.yaml', profile)
  const summary = join(world.folder, 'summary.md')
  const {err} = await world.msgr('profile validate profile.yaml', {
    env: {GITLAB_CI: 'true', GITHUB_STEP_SUMMARY: summary},
  })

  expect(err).toContain('persistent_menu[0]')
  expect(shown(err)).toEqual([])
})
