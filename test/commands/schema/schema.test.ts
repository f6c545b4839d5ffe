import {readdir, readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {parse} from 'yaml'
import {jsonSchemaOf} from '../../../src/commands/schema/json-schema.ts'
import {type SchemaName, schemaNames} from '../../../src/commands/schema/names.ts'
import {documentedFile} from '../../helpers/documents.ts'
import {createWorld} from '../../helpers/world.ts'
import {underlined, undescribed} from './schemas.ts'

const root = join(import.meta.dirname, '../../..')
const PSID = '6411223344556677'
const button = {
  template_type: 'button',
  text: 'Hi',
  buttons: [{type: 'postback', title: 'Shop', payload: 'SHOP'}],
}
const names = Object.keys(schemaNames) as SchemaName[]

const item = (item: object) => [{locale: 'default', call_to_actions: [item]}]

describe('msgr schema', () => {
  test('lists what there is and how an editor is told of it', async () => {
    const {msgr} = await createWorld()
    const [text, listed] = [await msgr(['schema']), await msgr(['schema', '--json'])]

    for (const name of names) expect(text.out).toMatch(new RegExp(`^${name} +\\S`, 'm'))
    expect(text.out).toContain('# yaml-language-server: $schema=page.schema.json')
    expect(text.out).toContain('"$schema": "./page.schema.json"')
    expect(listed.json().schemas.map(({name}: {name: string}) => name)).toEqual(names)
  })

  test.each(names)('prints that of a %s, the same under --json', async name => {
    const {msgr} = await createWorld()
    const [plain, json] = [await msgr(['schema', name]), await msgr(['schema', name, '--json'])]

    expect(plain.json()).toMatchObject({$schema: 'http://json-schema.org/draft-07/schema#'})
    expect(json.json()).toEqual(plain.json())
  })

  test('refuses another name with those that there are', async () => {
    const {msgr} = await createWorld()
    const {code, err} = await msgr(['schema', 'pages'])

    expect(code).toBe(2)
    expect(err).toContain('page, profile, message, marketing, config')
  })
})

describe('a file that names its schema', () => {
  const schema = {$schema: './profile.schema.json'}

  test('is read, and the name is not sent', async () => {
    const {write, msgr} = await createWorld()
    await write('profile.json', JSON.stringify({...schema, get_started: {payload: 'GO'}}))
    await write('page.yaml', '$schema: page.schema.json\nlabels: [VIP]\n')
    await write('message.json', JSON.stringify({...schema, text: 'Hi'}))
    await write('button.json', JSON.stringify({...schema, ...button}))
    await write('request.json', JSON.stringify({...schema, recipient: {id: PSID}, message: {text: 'Hi'}}))
    await write('.msgrrc.json', JSON.stringify({...schema, apiVersion: 'v25.0'}))

    for (const line of [
      'profile validate profile.json',
      'profile set profile.json',
      'profile diff profile.json --exit-code',
      'profile apply profile.json --yes',
      'page validate',
      'page apply --yes',
      `send template ${PSID} button.json`,
      'send raw request.json',
      `broadcast send message.json --to - --yes`,
      'config show',
    ]) {
      const {code, err} = await msgr([...line.split(' '), '--debug'], {stdin: `${PSID}\n`})
      expect(code, `${line}\n${err}`).toBe(0)
      expect(err).not.toContain('$schema')
    }
  })

  test('keeps it when it is pulled into again', async () => {
    const {write, folder, msgr} = await createWorld()
    await write('page.yaml', '# mine\n$schema: page.schema.json\nlabels: [Old]\n')
    await write('profile.json', JSON.stringify(schema))
    await write('set.json', '{"get_started": {"payload": "GO"}}')
    await msgr(['profile', 'set', 'set.json'])

    await msgr(['page', 'pull', '--out', 'page.yaml'])
    await msgr(['profile', 'pull', '--out', 'profile.json'])

    expect(await readFile(join(folder, 'page.yaml'), 'utf8')).toMatch(
      /^# mine\n\$schema: page\.schema\.json\n/,
    )
    expect(JSON.parse(await readFile(join(folder, 'profile.json'), 'utf8'))).toEqual({
      ...schema,
      get_started: {payload: 'GO'},
    })
  })
})

describe.each(names)('the schema of a %s', name => {
  test('says what each property is', () => {
    expect(undescribed(jsonSchemaOf(name))).toEqual([])
  })

  test('lets the file name its schema', () => {
    expect(underlined(name, {$schema: './x.json', ...(name === 'message' ? {text: 'Hi'} : {})})).toEqual([])
  })
})

test('offers the locales and webhook fields that are known, and takes others', () => {
  const page = {profile: {greeting: [{locale: 'xx_XX', text: 'Hi'}]}, webhook_fields: ['new_field']}

  expect(JSON.stringify(jsonSchemaOf('page'))).toMatch(/"examples":\["default",[^\]]*"en_GB"/)
  expect(JSON.stringify(jsonSchemaOf('page'))).toMatch(/"examples":\[[^\]]*"messaging_postbacks"/)
  expect(underlined('page', page)).toEqual([])
})

const documented = (page: string, file: string) => parse(documentedFile(`src/docs/${page}.md`, file))

async function fixtures(folder: string): Promise<readonly {name: string; body: unknown}[]> {
  const path = join(root, folder)
  return Promise.all(
    (await readdir(path)).map(async name => ({
      name,
      body: JSON.parse(await readFile(join(path, name), 'utf8')).request.body,
    })),
  )
}

const [profiles, requests] = await Promise.all([
  fixtures('test/fixtures/messenger-profile'),
  fixtures('src/platform/message-samples'),
])

describe('takes', () => {
  test('the files of the documentation', () => {
    expect(underlined('profile', documented('messenger-profile', 'profile.yaml'))).toEqual([])
    expect(underlined('page', documented('pages-as-code', 'page.yaml'))).toEqual([])
    expect(underlined('config', documented('config', '.msgrrc.yaml'))).toEqual([])
  })

  test.each(profiles)('the profile of $name', ({body}) => {
    expect(underlined('profile', body)).toEqual([])
    expect(underlined('page', {profile: body})).toEqual([])
  })

  test.each(requests)('the request of $name, its message and its template', ({body}) => {
    const {message} = body as {message?: {attachment?: {type: string; payload: object}}}
    expect(underlined('message', body)).toEqual([])
    if (message !== undefined) expect(underlined('message', message)).toEqual([])
    if (message?.attachment?.type === 'template')
      expect(underlined('message', message.attachment.payload)).toEqual([])
  })

  test('variables wherever a Page file has a text, and null where an overlay takes away', () => {
    const file = {
      profile: {
        account_linking_url: '${URL}',
        get_started: {payload: '${GO}'},
        persistent_menu: item({type: '${KIND}', title: 'Shop', payload: 'P'}),
      },
      nlp: {model: '${MODEL}'},
      user_settings: [
        {psid: '${PSID}', persistent_menu: [{locale: 'default', composer_input_disabled: true}]},
      ],
      personas: [{name: `\${${'LONG'.repeat(20)}}`, profile_picture_url: 'https://a.example/b.png'}],
      pages: {shop: {profile: {account_linking_url: null}, labels: null}},
    }

    expect(underlined('page', file)).toEqual([])
  })
})

const long = 'x'.repeat(31)
const postback = {type: 'postback', title: 'Shop', payload: 'P'}

test.for<[SchemaName, value: object, place: string]>([
  ['profile', {greetings: []}, '/greetings must NOT have additional properties'],
  [
    'profile',
    {persistent_menu: item({...postback, title: long})},
    '/persistent_menu/0/call_to_actions/0/title must NOT have more than 30 characters',
  ],
  [
    'profile',
    {persistent_menu: item({...postback, type: 'web_ulr'})},
    '/persistent_menu/0/call_to_actions/0/type must be equal to constant',
  ],
  [
    'profile',
    {ice_breakers: item({question: 'Hi?'})},
    "/ice_breakers/0/call_to_actions/0 must have required property 'payload'",
  ],
  ['profile', {account_linking_url: 'http://a.example'}, '/account_linking_url must match pattern'],
  ['page', {lables: []}, '/lables must NOT have additional properties'],
  ['page', {labels: [3]}, '/labels/0 must be string'],
  ['page', {nlp: {n_best: 9}}, '/nlp/n_best must be <= 8'],
  [
    'page',
    {pages: {shop: {nlp: {model: 'INGLISH'}}}},
    '/pages/shop/nlp/model must be equal to one of the allowed values',
  ],
  ['page', {personas: [{name: 'Anna'}]}, "/personas/0 must have required property 'profile_picture_url'"],
  ['message', {text: ''}, '/text must NOT have fewer than 1 characters'],
  [
    'message',
    {text: 'Hi', quick_replies: Array(14).fill({content_type: 'user_email'})},
    '/quick_replies must NOT have more than 13 items',
  ],
  [
    'message',
    {template_type: 'button', text: 'Hi', buttons: [{...postback, title: long}]},
    '/buttons/0/title must NOT have more than 20 characters',
  ],
  ['message', {recipient: {id: 7}, message: {text: 'Hi'}}, '/recipient/id must be string'],
  ['config', {page: {}}, '/page must NOT have additional properties'],
  ['config', {pages: {shop: {pageId: 109}}}, '/pages/shop/pageId must be string'],
  ['config', {pages: {shop: {token: 'EAAB123'}}}, '/pages/shop/token must match pattern'],
])('in a %s, %j is underlined at %s', ([name, value, place]) => {
  expect(underlined(name, value)).toContainEqual(expect.stringContaining(place))
})
