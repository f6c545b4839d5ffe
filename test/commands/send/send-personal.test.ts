import {describe, expect} from 'vitest'
import {sentIn} from '../../helpers/probe.ts'
import {startRules} from '../../helpers/rules-server.ts'
import {type EmulatedWorld, test} from '../../helpers/world.ts'

const ADA = '6411223344556677'

const sentBy = ({emulator}: EmulatedWorld) => sentIn(emulator).map(({message}) => message)

/** Without asking whose token it is, which comes before the first write. */
const withoutOwnPage = (calls: readonly string[]) =>
  calls.filter(call => !call.includes('/me?fields=id,name'))

const requestTo = (message: object) =>
  JSON.stringify({recipient: {id: ADA}, messaging_type: 'RESPONSE', message})

describe('{{first_name}} in a message to one person', () => {
  test.for([
    ['a text', ['send', 'text', ADA, 'Hi {{first_name}} {{ Last Name }}'], 'Hi Ada Lindqvist'],
    ['a text on standard input', ['send', 'text', ADA, '-'], 'Hi Ada'],
    ['a question', ['send', 'quick-replies', ADA, 'Which, {{first_name}}?', '--reply', 'S'], 'Which, Ada?'],
    ['a template', ['send', 'template', ADA, 'template.json'], 'Cards for Ada'],
    ['a raw request', ['send', 'raw', 'raw.json'], 'Hi Ada Lindqvist'],
    ['a file', ['send', 'attachment', ADA, 'https://shop.example.com/{{first_name}}.png'], '/Ada.png'],
    [
      'literal braces',
      ['send', 'text', ADA, 'Write {{{{first_name}} or {{first_name}}'],
      'Write {{first_name}} or Ada',
    ],
    ['only literal braces', ['send', 'text', ADA, 'Write {{{{name}}'], 'Write {{name}}'],
  ] as const)('fills in from the profile: %s', async ([, argv, expected], {world}) => {
    await world.write('raw.json', requestTo({text: 'Hi {{name}}'}))
    await world.write(
      'template.json',
      JSON.stringify({
        template_type: 'button',
        text: 'Cards for {{first_name}}',
        buttons: [{type: 'postback', title: 'Go', payload: 'GO'}],
      }),
    )

    const {code, err} = await world.msgr(argv, {stdin: 'Hi {{first_name}}\n'})

    expect([code, err]).toEqual([0, ''])
    expect(JSON.stringify(sentBy(world))).toContain(expected)
  })

  test('reads the profile once, and only when there is a name to fill in', async ({bareWorld}) => {
    const server = await startRules([
      {method: 'GET', path: ADA, answer: {id: ADA, first_name: 'Ada', name: 'Ada L'}},
      {method: 'POST', path: 'messages', answer: {recipient_id: ADA, message_id: 'm_1'}},
    ])

    await bareWorld.msgr(['send', 'text', ADA, 'Hi {{first_name}}, {{name}}'], {env: server.env})
    await bareWorld.msgr(['send', 'text', ADA, 'Hi { there }'], {env: server.env})

    const calls = withoutOwnPage(server.calls)
    expect(calls.map(call => call.split(' ', 1)[0])).toEqual(['GET', 'POST', 'POST'])
    expect(calls[1]).toContain('Hi Ada, Ada L')
  })

  test('says the fallback to whom the platform shows no profile of, and names the fallback without one', async ({
    bareWorld,
  }) => {
    const server = await startRules([
      {
        method: 'GET',
        path: ADA,
        status: 400,
        answer: {error: {message: 'No profile', type: 'OAuthException', code: 100, error_subcode: 2018218}},
      },
      {method: 'POST', path: 'messages', answer: {recipient_id: ADA, message_id: 'm_1'}},
    ])

    const fallback = await bareWorld.msgr(['send', 'text', ADA, 'Hi {{first_name|there}}'], {env: server.env})
    const none = await bareWorld.msgr(['send', 'text', ADA, 'Hi {{first_name}}'], {env: server.env})

    expect(fallback.code).toBe(0)
    expect(none.code).toBe(2)
    expect(none.err).toContain('give a fallback: {{first_name|there}}')
    expect(server.calls.filter(call => call.startsWith('POST'))).toEqual([
      expect.stringContaining('Hi there'),
    ])
  })

  test('takes the fallback where there is no PSID', async ({bareWorld}) => {
    const server = await startRules([{path: 'messages', answer: {message_id: 'm_1'}}])

    await bareWorld.msgr(['send', 'text', '--comment', '1001_55', 'Hi {{first_name|there}}'], {
      env: server.env,
    })

    expect(withoutOwnPage(server.calls)).toEqual([expect.stringContaining('Hi there')])
  })

  test.for([
    ['Hi {{frist_name}}', 'no profile has frist_name; did you mean first_name?'],
    ['Hi {{Vorname|du}}', 'no profile has Vorname; use one of: name, first_name, last_name'],
    [
      'Hi {{first_name',
      'does not start a placeholder; write {{column}} or {{column|fallback}}, or {{{{ for the text {{',
    ],
  ] as const)('refuses %s before any call', async ([text, told], {bareWorld}) => {
    const server = await startRules('rules-ok.json')

    const {code, err} = await bareWorld.msgr(['send', 'text', ADA, text], {env: server.env})

    expect(code).toBe(2)
    expect(err).toContain(told)
    expect(server.calls).toEqual([])
  })

  test('stays as it is in a dry run, which says so', async ({bareWorld}) => {
    const server = await startRules('rules-ok.json')

    const {code, out, err} = await bareWorld.msgr(
      ['send', 'text', ADA, 'Hi {{first_name}}', '--dry-run', '--json'],
      {
        env: server.env,
      },
    )

    expect(code).toBe(0)
    expect(JSON.parse(out).requests).toMatchObject([{body: {message: {text: 'Hi {{first_name}}'}}}])
    expect(err).toContain('filled in from the profile')
    expect(server.calls).toEqual([])
  })

  test('counts the characters of the name', async ({world}) => {
    const {code, err} = await world.msgr(['send', 'text', ADA, `{{first_name}}${'x'.repeat(1999)}`])

    expect(code).toBe(2)
    expect(err).toContain('message.text: 2002 characters')
    expect(sentBy(world)).toEqual([])
  })
})

describe('a name that the source of the people does not have', () => {
  const csv = `psid,first_name\n${ADA},Ada\n6411223345556680,\n`
  const ndjson = `{"psid": "${ADA}"}\n{"psid": "6411223345556680", "first_name": "Ben"}\n`

  test.for([
    [
      'people.csv',
      csv,
      'Hi {{Vorname|du}}',
      'people.csv has no column Vorname; use one of: psid, first_name',
    ],
    ['people.csv', csv, 'Hi {{frist_name}}', 'people.csv has no column frist_name; did you mean first_name?'],
    [
      'people.csv',
      csv,
      'Hi {{frist_name|there}}',
      'people.csv has no column frist_name; did you mean first_name?',
    ],
    [
      'people.ndjson',
      ndjson,
      'Hi {{frist_name|there}}',
      'people.ndjson has no column frist_name; did you mean first_name?',
    ],
    ['people.txt', `${ADA}\n`, 'Hi {{first_name|there}}', 'people.txt has no column first_name'],
  ] as const)(
    'is refused by plan and send alike: %s with %j and %s',
    async ([file, rows, text, told], {world}) => {
      await world.write(file, rows)

      const plan = await world.msgr(['broadcast', 'plan', '--to', file, '--text', text])
      const send = await world.msgr(['broadcast', 'send', '--to', file, '--text', text, '--yes'])

      for (const {code, err} of [plan, send]) {
        expect(code).toBe(2)
        expect(err).toContain(told)
        expect(err).not.toContain('give a fallback')
      }
      expect(sentBy(world)).toEqual([])
    },
  )

  test.for(['--all', '--label VIP', '--active-within 24h'])(
    'is refused for %s before any call',
    async (audience, {bareWorld}) => {
      const server = await startRules('rules-ok.json')

      const {code, err} = await bareWorld.msgr(
        ['broadcast', 'send', ...audience.split(' '), '--text', 'Hi {{frist_name|there}}', '--yes'],
        {env: server.env},
      )

      expect(code).toBe(2)
      expect(err).toContain('no profile has frist_name; did you mean first_name?')
      expect(server.calls).toEqual([])
    },
  )

  test('is none where one row has it', async ({world}) => {
    await world.write('people.ndjson', ndjson)

    const {code, out} = await world.msgr(
      'broadcast plan --to people.ndjson --text "Hi {{first_name|there}}" --json',
    )

    expect(code).toBe(0)
    expect(out).toContain('Hi there')
  })

  test('writes {{ for {{{{ in a broadcast too', async ({world}) => {
    await world.write('people.csv', csv)

    await world.msgr([
      'broadcast',
      'send',
      '--to',
      'people.csv',
      '--text',
      '{{{{first_name}} is {{first_name|you}}',
      '--yes',
    ])

    expect(sentBy(world)).toContainEqual(expect.objectContaining({text: '{{first_name}} is Ada'}))
  })
})
