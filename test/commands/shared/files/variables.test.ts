import {describe, expect} from 'vitest'
import {caseFile} from '../../../helpers/case-file.ts'
import {startRules} from '../../../helpers/rules-server.ts'
import {test} from '../../../helpers/world.ts'

const ADA = '6411223344556677'
const TOKEN = `EAAB${'x'.repeat(40)}`

const template = (url: string) =>
  JSON.stringify({
    template_type: 'generic',
    elements: [{title: 'Shop', buttons: [{type: 'web_url', title: 'Go', url}]}],
  })

describe('${NAME} in a file that is sent', () => {
  test('is filled in from the environment, whatever the file is for', async ({world}) => {
    const env = {HOST: 'shop.example.com', NAME: 'Summer sale'}
    const bodyOf = async (line: string, file: string) => {
      await world.write('file.yaml', file)
      const {out} = await world.msgr(`${line} --dry-run --json`, {env})
      return JSON.parse(out).requests[0].body
    }

    expect(await bodyOf('profile set file.yaml', 'account_linking_url: https://${HOST}/link')).toEqual({
      account_linking_url: 'https://shop.example.com/link',
    })
    expect(
      await bodyOf(
        `profile menu set ${ADA} file.yaml`,
        '[{locale: default, call_to_actions: [{type: postback, title: "${NAME}", payload: X}]}]',
      ),
    ).toMatchObject({persistent_menu: [{call_to_actions: [{title: 'Summer sale'}]}]})
    expect(
      JSON.stringify(await bodyOf(`send template ${ADA} file.yaml`, template('https://${HOST}/x'))),
    ).toContain('https://shop.example.com/x')
    expect(
      await bodyOf(
        'send raw file.yaml',
        `{"recipient": {"id": "${ADA}"}, "messaging_type": "RESPONSE", "message": {"text": "\${NAME}"}}`,
      ),
    ).toMatchObject({message: {text: 'Summer sale'}})
    expect(await bodyOf('api POST me/custom_labels --from file.yaml', 'name: ${NAME}')).toEqual({
      name: 'Summer sale',
    })
    await world.write('file.yaml', 'text: ${NAME} at $${HOST}')
    await world.write('people.csv', `psid\n${ADA}\n`)
    const {out} = await world.msgr('broadcast plan file.yaml --to people.csv --json', {env})
    expect(out).toContain('Summer sale at ${HOST}')
  })

  test.for([
    'profile validate file.yaml',
    'profile set file.yaml',
    'profile diff file.yaml',
    'profile apply file.yaml --yes',
    `profile menu set ${ADA} file.yaml`,
    `send template ${ADA} file.yaml`,
    'send raw file.yaml',
    'broadcast plan file.yaml --to people.csv',
    'broadcast send file.yaml --to people.csv --yes',
    'template create file.yaml',
    'page validate file.yaml',
    'api POST me/messages --from file.yaml',
  ])(
    '%s names every variable that is not set with its line, and makes no call',
    async (line, {bareWorld}) => {
      const server = await startRules('rules-ok.json')
      await bareWorld.write('file.yaml', 'text: ${START}\nurl: https://${HOST}/link\n')
      await bareWorld.write('people.csv', `psid\n${ADA}\n`)

      const {code, err} = await bareWorld.msgr(line, {env: server.env})

      expect(code).toBe(2)
      expect(err).toContain('file.yaml:1: ${START} is not set')
      expect(err).toContain('file.yaml:2: ${HOST} is not set')
      expect(server.calls).toEqual([])
    },
  )

  test.for([
    ['is empty', 'text: ${EMPTY}', '${EMPTY} is empty'],
    ['is no name', 'text: ${HOST:-localhost}', '${HOST:-localhost} does not name a variable'],
    ['is not closed', 'text: ${HOST', '${HOST does not name a variable'],
    ['is a key', '${HOST}: Hi', '${HOST} is a key'],
  ])('is refused where it %s', async ([, file, told], {world}) => {
    await world.write('message.yaml', file as string)
    await world.write('people.csv', `psid\n${ADA}\n`)

    const {code, err} = await world.msgr('broadcast send message.yaml --to people.csv --yes', {
      env: {EMPTY: '', HOST: 'shop.example.com'},
    })

    expect(code).toBe(2)
    expect(err).toContain(told)
  })

  test.for([
    ['MSGR_PAGE_TOKEN', 'a-token-of-no-known-form'],
    ['MSGR_VERIFY_TOKEN', 'abc'],
    ['SHOP_TOKEN', 'named-by-the-settings'],
    ['SAME_AS_THE_SECRET', 'the-app-secret'],
    ['NPM_AUTH_TOKEN', 'of-another-service'],
    ['LINKS', 'ghp_0123456789abcdef'],
    ['LINK', `https://shop.example.com/?access_token=${TOKEN}`],
  ])('carries no secret of msgr into a message: %s', async ([name, value], {bareWorld}) => {
    const server = await startRules('rules-ok.json')
    await bareWorld.write('.msgrrc.yaml', 'pages: {shop: {pageId: "1", token: env:SHOP_TOKEN}}')
    await bareWorld.write('message.yaml', `text: Hi \${${name}}`)
    await bareWorld.write('people.csv', `psid\n${ADA}\n`)

    const {code, out, err} = await bareWorld.msgr('broadcast send message.yaml --to people.csv --yes', {
      env: {...server.env, MSGR_APP_SECRET: 'the-app-secret', [name as string]: value},
    })

    expect(code).toBe(2)
    expect(err).toContain(`\${${name}} holds a secret`)
    expect(out + err).not.toContain(value)
    expect(server.calls).toEqual([])
  })

  test('stays as it is typed on the command line and in the text on standard input', async ({world}) => {
    const typed = await world.msgr(['send', 'text', ADA, 'costs ${X}', '--dry-run', '--json'])
    const piped = await world.msgr(`send text ${ADA} - --dry-run --json`, {stdin: 'costs ${X}\n'})

    for (const {out} of [typed, piped])
      expect(JSON.parse(out).requests[0].body.message).toEqual({text: 'costs ${X}'})
  })
})

describe('pulling', () => {
  test('keeps variables whose text is that of the Page, and escapes what looks like one', async ({world}) => {
    const env = {HOST: 'shop.example.com'}
    const file = 'account_linking_url: https://${HOST}/link\nget_started: {payload: OLD}\n'
    await world.write('profile.yaml', file)
    await world.write(
      'new.yaml',
      'account_linking_url: https://shop.example.com/link\nget_started: {payload: "$${NEW}"}\n',
    )
    await world.msgr('profile set new.yaml')

    const {code} = await world.msgr('profile pull --out profile.yaml', {env})

    expect(code).toBe(0)
    expect(await world.read('profile.yaml')).toBe(
      'account_linking_url: https://${HOST}/link\nget_started: { payload: "$${NEW}" }\n',
    )
    expect((await world.msgr('profile diff profile.yaml --exit-code', {env})).code).toBe(0)
    expect((await world.msgr('profile pull')).out).toContain('$${NEW}')
    expect((await world.msgr('page pull')).out).toContain('$${NEW}')
    await world.write('page.yaml', 'profile: {account_linking_url: "https://${HOST}/link"}')
    await world.msgr('page pull --out page.yaml', {env})
    expect(await world.read('page.yaml')).toContain('https://${HOST}/link')
    expect((await world.msgr('page plan page.yaml --exit-code', {env})).code).toBe(0)
  })
})

describe('what is left over in a URL', () => {
  test('of a profile is refused at once, each with its place', async ({world}) => {
    const {code, err} = await world.msgr(
      ['profile', 'apply', caseFile('profile-placeholder.yaml'), '--yes'],
      {
        env: {HOST: 'shop.example.com'},
      },
    )

    expect(code).toBe(2)
    for (const told of [
      'whitelisted_domains[1]: `https://{{host}}/` contains a placeholder that was not filled in: {{host}}',
      'whitelisted_domains[2]: `https://<your_domain>/` contains a placeholder that was not filled in: <your_domain>',
      'whitelisted_domains[3]: `https://YOUR_DOMAIN/` contains a placeholder that was not filled in: YOUR_DOMAIN',
      'whitelisted_domains[4]: `https://shop_example.com` is not a host name: only letters, digits, hyphens and dots',
      'whitelisted_domains[6]: `http://shop.example.com` must start with https://',
      'whitelisted_domains[7]: `https://localhost:3000` has no full host name: no IP address, no localhost',
      'persistent_menu[0].call_to_actions[1].url: `https://www.shop.example.com/a b` is not a URL',
    ])
      expect(err).toContain(told)
    expect(err).not.toMatch(/whitelisted_domains\[[05]\]:/)
  })

  test('of a template is filled in or refused, and nothing is sent', async ({bareWorld}) => {
    const server = await startRules('rules-ok.json')
    const file = caseFile('template-placeholder.json')

    const unset = await bareWorld.msgr(['send', 'template', ADA, file], {env: server.env})
    const set = await bareWorld.msgr(['send', 'template', ADA, file, '--dry-run', '--json'], {
      env: {...server.env, SERVER_URL: 'https://shop.example.com', SERVER: 'shop.example.com'},
    })

    expect(unset.code).toBe(2)
    expect(unset.err).toContain('${SERVER_URL} is not set')
    expect(unset.err).toContain('${SERVER} is not set')
    expect(set.out).toContain('https://shop.example.com/media/a.png')
    expect(server.calls).toEqual([])
  })

  test.for([
    'https://[host]/',
    'https://{host}/x',
    'https://%HOST%/',
    'https://$HOST/',
    'https://your-domain.com/',
    'https://SERVER_URL/x',
    'https://shop.example.com/${PATH}',
  ])('of a button is refused: %s', async (url, {world}) => {
    await world.write('hats.json', template(url.replace('${', () => '$${')))

    const {code, err} = await world.msgr(`send template ${ADA} hats.json`)

    expect(code).toBe(2)
    expect(err).toContain('elements[0].buttons[0].url')
    expect(err).toContain('placeholder that was not filled in')
  })
})
