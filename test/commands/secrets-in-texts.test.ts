import {readdir, readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {expect} from 'vitest'
import {startRules} from '../helpers/rules-server.ts'
import {test, type World} from '../helpers/world.ts'

const ada = '6411223344556677'
/** Of another Page than the one that is configured. */
const token = 'EAABotherPage1234567890abcdef'
const own = 'EAAB1234567890secret'
const appSecret = '0123456789abcdef0123456789abcdef'
const secrets = {MSGR_PAGE_TOKEN: own, MSGR_APP_ID: '123', MSGR_APP_SECRET: appSecret}

/** Every file below a folder, in one text. */
async function everythingIn(folder: string): Promise<string> {
  const files = await readdir(folder, {recursive: true, withFileTypes: true})
  const texts = files
    .filter(file => file.isFile())
    .map(file => readFile(join(file.parentPath, file.name), 'utf8'))
  return (await Promise.all(texts)).join('\n')
}

async function writeFiles(world: World, secret: string) {
  await world.write('people.csv', `psid,code\n${ada},${secret}\n`)
  await world.write('refs.csv', `ref\n${secret}\n`)
  await world.write('labels.csv', `psid,label\n${ada},${secret}\n`)
  await world.write(
    'page.yaml',
    `labels: [VIP]\nprofile:\n  account_linking_url: https://x.example/?token=${secret}\n`,
  )
  await world.write('profile.yaml', `get_started: {payload: ${secret}}\n`)
  await world.write('message.json', JSON.stringify({text: `Hi ${secret}`}))
}

const commands = (secret: string): readonly (readonly string[])[] => [
  ['send', 'text', ada, `Hi ${secret}`],
  ['send', 'attachment', ada, `https://shop.example.com/a.png?access_token=${secret}`, '--kind', 'image'],
  ['send', 'quick-replies', ada, 'Hi', '--reply', secret],
  ['label', 'create', secret],
  ['label', 'import', 'labels.csv', '--create-missing', '--yes'],
  ['label', 'plan', 'labels.csv', '--create-missing'],
  ['broadcast', 'send', '--to', 'people.csv', '--text', `Hi ${secret}`, '--yes'],
  ['broadcast', 'send', '--to', 'people.csv', '--text', 'Hi {{code}}', '--yes'],
  ['broadcast', 'send', 'message.json', '--to', 'people.csv', '--yes'],
  ['code', 'generate', '--ref', secret, '--out', 'code.svg'],
  ['code', 'generate', '--from', 'refs.csv'],
  ['persona', 'create', secret, 'https://shop.example.com/anna.png'],
  ['profile', 'set', 'profile.yaml', '--yes'],
  ['page', 'apply', 'page.yaml', '--yes'],
  ['page', 'plan', 'page.yaml', '--out', 'plan.json'],
  ['api', 'POST', 'me/messages', `recipient={"id":"${ada}"}`, `message={"text":"${secret}"}`],
]

test('a token in a message, a label, a URL or a column is refused before it is written or sent', async ({
  bareWorld: world,
}) => {
  const {env, calls} = await startRules([{path: '', answer: {data: []}}])
  for (const secret of [token, own, appSecret]) {
    await writeFiles(world, secret)
    for (const words of commands(secret)) {
      const {code, out, err} = await world.msgr(words, {env: {...env, ...secrets}})
      const what = words.map(word => word.replaceAll(secret, 'SECRET')).join(' ')

      expect({code, err}, what).toMatchObject({
        code: 2,
        err: expect.stringMatching(/(an access token|a secret of msgr).*people would see it/),
      })
      expect(out + err, what).not.toContain(secret)
      expect(
        calls.filter(call => !call.startsWith('GET ')),
        what,
      ).toEqual([])
      expect(await everythingIn(world.home), what).not.toContain(secret)
    }
  }
})

test('a token in the place of one goes where it belongs, and a name that looks like one hinders nobody else', async ({
  bareWorld: world,
}) => {
  const named = {id: ada, name: 'EAAB1234567890Lovelace'}
  const {env, calls} = await startRules(
    [
      {
        path: '/conversations',
        answer: {
          data: [
            {
              id: 't_1',
              updated_time: '2026-11-28T10:00:00+0000',
              participants: {data: [named, {id: '109876543210987'}]},
            },
          ],
        },
      },
      {path: '', answer: {id: '109876543210987', name: 'Acme', data: {is_valid: true}}},
    ],
    {now: '2026-11-28T11:00:00Z'},
  )
  const inspected = await world.msgr(['api', 'GET', 'debug_token', `input_token=${token}`], {env})
  const posted = await world.msgr(['api', 'POST', 'oauth/x', `fb_exchange_token=${token}`], {env})
  const plan = await world.msgr('broadcast plan --all --text {{name}} --json', {env})

  const written = await world.msgr(['broadcast', 'plan', '--all', '--text', `Hi ${token}`], {env})

  expect([inspected.code, posted.code, plan.code, written.code]).toEqual([0, 0, 0, 2])
  expect(calls.join('\n')).toContain(token)
  expect(JSON.parse(plan.out)).toMatchObject({toSend: 1})
})

/** A platform whose every text holds this. */
function platformSaying(said: string) {
  const error = {
    message: `(#100) ${said}`,
    type: said,
    code: 100,
    fbtrace_id: `A${own}`,
    error_user_title: said,
    error_user_msg: said,
  }
  return startRules([
    {method: 'GET', path: '/me\\?', answer: {id: '109876543210987', name: `Acme ${said}`}},
    {
      method: 'GET',
      path: '/conversations',
      answer: {
        data: [
          {
            id: 't_1',
            updated_time: '2026-11-28T10:00:00+0000',
            participants: {data: [{id: ada, name: said}]},
          },
        ],
      },
    },
    {path: '/personas', status: 502, answer: `<html>${'x'.repeat(60)}${own}</html>`},
    {path: '', status: 400, answer: {error}},
  ])
}

test('what the platform says is shown without secrets, the report of a broadcast too', async ({
  bareWorld: world,
}) => {
  const {env: server} = await platformSaying(`${own} ${encodeURIComponent(`${appSecret}/`)}`)
  const env = {...server, ...secrets}
  await world.write('people.csv', `psid\n${ada}\n`)
  const told: string[] = []
  for (const line of [
    'whoami',
    'whoami --json',
    'label list',
    'label list --json',
    'persona list',
    'conversation list --json',
    'conversation export --out people.ndjson',
    'broadcast send --to people.csv --text Hi --yes --json',
    'broadcast report last',
    'broadcast report last --out report.csv',
    'broadcast status last --json',
    'doctor --json',
    'label list --debug',
  ]) {
    const {out, err} = await world.msgr(line, {env})
    told.push(`${line}\n${out}${err}`)
  }
  told.push(await everythingIn(world.home), await world.read('people.ndjson'), await world.read('report.csv'))

  for (const text of told)
    for (const secret of [own.slice(0, 12), appSecret]) expect(text).not.toContain(secret)
  expect(told.join('\n')).toContain('(#100) ***')

  // What was written down before the secret was configured.
  const later = '8899aabbccddeeff8899aabbccddeeff'
  const {env: other} = await platformSaying(`${token} ${encodeURIComponent(`${later}/`)}`)
  const before = {...other, MSGR_PAGE_TOKEN: own}
  await world.msgr('broadcast send --to people.csv --text Hi --yes', {env: before})
  expect(await everythingIn(world.home)).not.toContain(token)
  const settings = {...other, ...secrets, MSGR_APP_SECRET: later}
  const report = await world.msgr('broadcast report last --format csv', {env: settings})
  expect(report.out).toContain('(#100) *** ***')
  expect(report.out).not.toContain(appSecret)
})
