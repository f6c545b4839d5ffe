import {describe, expect} from 'vitest'
import {startRules} from '../helpers/rules-server.ts'
import {test} from '../helpers/world.ts'

describe('a path that would lead somewhere else than it says', () => {
  test.for([
    ['DELETE', '1712000000000001 /label', 'contains a space'],
    ['DELETE', '1712000000000001\t/label', 'contains a space'],
    ['DELETE', '1712000000000001\n', 'contains a space'],
    ['DELETE', '1712000000000001\u00a0/label', 'contains a space'],
    ['DELETE', '1712000000000001\u200b/label', 'contains an invisible character'],
    ['DELETE', '1712000000000001\u0000/label', 'contains an invisible character'],
    ['POST', '1712000000000001\\label', 'holds \\'],
    ['DELETE', '1712000000000001/label/..', 'leads to another path'],
    ['GET', './me', 'leads to another path'],
    ['DELETE', '1712000000000001/label/%2e%2e', 'holds %'],
    ['DELETE', '1712000000000001%20/label', 'holds %'],
    ['DELETE', '1712000000000001#/label', 'holds #'],
    ['GET', 'mé', 'holds é'],
    ['GET', 'me&fields=id', 'holds &'],
    ['DELETE', '//label', 'is empty'],
    ['DELETE', '1712000000000001/', 'is empty'],
    ['DELETE', '1712000000000001//label', 'is empty'],
    ['DELETE', '/', 'The path is empty'],
    ['DELETE', '', 'The path is empty'],
    ['POST', '/', 'The path is empty'],
    ['GET', '?fields=id', 'The path is empty'],
    ['DELETE', ' ', 'contains a space'],
    ['DELETE', '$LABEL/label', 'contains a variable that is not filled in: "$LABEL"'],
    ['DELETE', '$(cat id)', 'contains a variable that is not filled in'],
    ['DELETE', '%LABEL%', 'contains a variable that is not filled in'],
    ['DELETE', 'undefined/label', 'contains a variable that is not filled in'],
    ['GET', 'null', 'contains a variable that is not filled in'],
    ['GET', 'None/messages', 'contains a variable that is not filled in'],
    [
      'GET',
      'C:/Program Files/Git/me',
      'Git Bash rewrote the path: write me without the leading slash, or set MSYS_NO_PATHCONV=1',
    ],
    ['GET', 'C:/Program Files/Git/me/messages', 'write me/messages without the leading slash'],
    ['GET', 'D:\\msys64\\me', 'write me without the leading slash'],
  ] as const)('is refused before any call: %s %j', async ([method, path, told], {bareWorld}) => {
    const server = await startRules('rules-ok.json')

    const {code, err} = await bareWorld.msgr(['api', method, path], {env: server.env})

    expect(code).toBe(2)
    expect(err).toContain(told)
    expect(server.calls).toEqual([])
  })

  test('is not one with everything that ids are made of', async ({bareWorld}) => {
    const server = await startRules([{path: '', answer: {success: true}}])
    const paths = [
      '/me',
      'act_1/x',
      't_1/messages',
      'm_aB-_=',
      'mid.$cA:1',
      '1001_55',
      'me/messages?a=b?c&d=#1',
    ]

    const env = {...server.env, MSGR_AD_TOKEN: 'EAABofTheAdAccount'}
    for (const path of paths) expect((await bareWorld.msgr(['api', 'GET', path], {env})).code).toBe(0)

    expect(server.calls).toEqual([
      'GET /v26.0/me',
      'GET /v26.0/act_1/x',
      'GET /v26.0/t_1/messages',
      'GET /v26.0/m_aB-_=',
      'GET /v26.0/mid.$cA:1',
      'GET /v26.0/1001_55',
      'GET /v26.0/me/messages?a=b?c&d=#1',
    ])
  })

  test('is the root when the parameters say what is meant', async ({bareWorld}) => {
    const server = await startRules([{path: '', answer: []}])

    for (const argv of [
      ['GET', '/?ids=1,2'],
      ['POST', '/', 'batch=[{"method":"GET","relative_url":"me"}]'],
    ])
      expect((await bareWorld.msgr(['api', ...argv], {env: server.env})).code).toBe(0)

    expect(server.calls).toHaveLength(2)
  })
})

test.for([
  ['label delete', ' ', 'The name of the label is empty'],
  ['label get', '', 'The name of the label is empty'],
  ['label create', '\u00a0', 'The name of the label is empty'],
  ['label assign --from people.csv', ' ', 'The name of the label is empty'],
  ['template get', ' ', 'The name of the template is empty'],
  ['template delete', '', 'The name of the template is empty'],
  ['persona get', '../me', 'is not the id of a persona'],
  ['persona delete', '1 ', 'is not the id of a persona'],
  ['user get', '1/..', 'is not a PSID'],
  ['thread owner', ' ', 'is not a PSID'],
  ['conversation messages', 't_1/../me', 'holds /'],
  ['conversation messages', 't_1 ', 'contains a space'],
] as const)('%s %j is refused before any call', async ([command, id, told], {bareWorld}) => {
  const server = await startRules('rules-ok.json')
  await bareWorld.write('people.csv', '6411223344556677\n')

  const {code, err} = await bareWorld.msgr([...command.split(' '), id, '--yes'], {env: server.env})

  expect([code, err]).toEqual([2, expect.stringContaining(told)])
  expect(server.calls).toEqual([])
})
