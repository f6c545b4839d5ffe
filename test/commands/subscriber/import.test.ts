import {execFileSync} from 'node:child_process'
import {statSync} from 'node:fs'
import {readdir, readFile, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect} from 'vitest'
import {startRules} from '../../helpers/rules-server.ts'
import {type EmulatedWorld, test, type World} from '../../helpers/world.ts'

const account = 'act_1111000000000001'

/** Everything that msgr keeps, as one text. */
async function stateOf({home}: World): Promise<string> {
  const files = await readdir(home, {recursive: true, withFileTypes: true})
  const texts = files
    .filter(each => each.isFile() && !each.parentPath.includes('emulator'))
    .map(each => readFile(join(each.parentPath, each.name), 'utf8'))
  return (await Promise.all(texts)).join('\n')
}

const openssl = (text: string) =>
  execFileSync('openssl', ['dgst', '-sha256', '-r'], {input: text}).toString().slice(0, 64)

const adEnv = {MSGR_AD_ACCOUNT: account, MSGR_AD_TOKEN: 'EAABadsadsads'}
const answered = [
  {method: 'GET', path: '/customaudiences', answer: {data: []}},
  {method: 'POST', path: '/customaudiences$', answer: {data: [{id: '630'}]}},
]
const me = {path: 'me\\?', answer: {id: '109876543210987', name: 'Acme Shop'}}
const took = {audience_id: '630', num_received: 2, num_invalid_entries: 0, invalid_entry_samples: {}}

describe('subscriber import', () => {
  test('uploads the hashes of normal forms, spelled as the platform documents it', async ({
    bareWorld: world,
  }) => {
    const {env, calls} = await startRules([
      ...answered,
      {method: 'POST', path: '630/users', answer: took},
      me,
    ])
    await world.write(
      'customers.csv',
      "E-Mail;Mobile;First name;Surname\n  Ann@Example.COM ;0664 123 45 67;Änn!;\n;+1 (415) 555-0100;Ben;O'Hara\n",
    )

    const {code, out} = await world.msgr('subscriber import customers.csv --country-code 43 --yes', {
      env: {...env, ...adEnv},
    })

    expect({code, out}).toMatchObject({
      code: 0,
      out: expect.stringContaining('✔ 2 uploaded to the new audience 630'),
    })
    const [created, uploaded] = calls.filter(call => call.startsWith('POST'))
    expect(created).toContain(`POST /v26.0/${account}/customaudiences`)
    expect(created).toContain('"marketing_message_channels":{"MESSENGER":"109876543210987"}')
    const {payload} = JSON.parse(uploaded?.slice(uploaded.indexOf('{')) ?? '') as {
      payload: {schema: string[]; data: string[][]}
    }
    expect(payload.schema).toEqual(['EMAIL', 'PHONE', 'FN', 'LN'])
    expect(payload.data).toEqual([
      [openssl('ann@example.com'), openssl('436641234567'), openssl('änn'), ''],
      ['', openssl('14155550100'), openssl('ben'), openssl('ohara')],
    ])
  })

  test('leaves no address, number or hash in any state, log or error', async ({world}) => {
    await world.write(
      'bad.csv',
      'email,phone,first_name\nann@example.com,+436641234567,\nnot-an-address@,,\n,0664 765,\n,,Cid\nben@example.com,+43 664 7654321,\n',
    )
    const secrets = /ann@|ben@|not-an-address|664|2345|7654/
    const refused = await world.msgr('subscriber import bad.csv --yes --debug')
    expect(refused.code).toBe(2)
    for (const line of [
      'bad.csv:3: the e-mail address is not valid',
      'bad.csv:4: the phone number has no country code; name it for all of them: --country-code 43',
      'bad.csv:5: there is neither an e-mail address nor a phone number',
    ])
      expect(refused.err).toContain(line)
    const {code, out, err} = await world.msgr(
      'subscriber import bad.csv --skip-invalid --rejects rejects.csv --yes --debug --json',
    )
    expect({code, ...JSON.parse(out)}).toMatchObject({
      code: 0,
      state: 'done',
      uploaded: 2,
      invalid: 3,
      created: true,
    })
    for (const text of [refused.err, out]) expect(text).not.toMatch(secrets)
    expect(err.replaceAll(/"[0-9a-f]{64}"/g, '')).not.toMatch(/ann@|ben@|not-an|\+43 ?664/)
    const state = await stateOf(world)
    expect(state).toContain('"event":"batch"')
    expect(state).not.toMatch(/ann@|ben@|not-an-address|436641234567/)
    expect(state).not.toContain(openssl('ann@example.com'))
    expect(await world.read('rejects.csv')).toContain('not-an-address@,,,3,the e-mail address is not valid')
    expect(statSync(join(world.folder, 'rejects.csv')).mode & 0o777).toBe(0o600)

    await world.write('headless.csv', 'ann@example.com,Ann\nben@example.com,Ben\n')
    const headless = await world.msgr('subscriber import headless.csv --yes')
    expect(headless).toMatchObject({
      code: 2,
      err: expect.stringContaining('names no column of e-mail addresses'),
    })
    expect(headless.err).not.toMatch(/ann@/)
  })

  test('continues where it stopped, with the same file, and creates no second audience', async ({
    bareWorld: world,
  }) => {
    const rows = Array.from({length: 25_000}, (_, index) => `p${index}@example.com`)
    const file = await world.write('many.csv', `email\n${rows.join('\n')}\n`)
    const dead = {error: {message: 'Session has expired', type: 'OAuthException', code: 190}}
    const first = await startRules([
      ...answered,
      {method: 'POST', path: '630/users', times: 1, answer: took},
      {method: 'POST', path: '630/users', status: 400, answer: dead},
      me,
    ])
    const stopped = await world.msgr('subscriber import many.csv --yes --json', {
      env: {...first.env, ...adEnv},
    })
    expect({code: stopped.code, ...stopped.json()}).toMatchObject({
      ...{code: 4, state: 'stopped', uploaded: 10_000, remaining: 15_000, audienceId: '630', created: true},
      next: expect.stringMatching(/^msgr subscriber import --resume \d{8}-\d{6}-/),
    })

    const second = await startRules([{method: 'POST', path: '630/users', answer: took}, me])
    const env = {...second.env, ...adEnv}
    const text = await readFile(file, 'utf8')
    await world.write('many.csv', `${text}new@example.com\n`)
    const changed = await world.msgr('subscriber import --resume last', {env})
    expect(changed).toMatchObject({
      code: 1,
      err: expect.stringContaining('was changed after the import was planned'),
    })
    const again = 'Put the file back as it was, or import it again: nobody is added twice'
    expect(changed.err).toContain(again)
    await rm(file)
    const gone = await world.msgr('subscriber import --resume last', {env})
    expect(gone.err).toContain(`${file} cannot be read, and the import has no copy of it`)
    expect(gone.err).toContain('Put the file back where it was, or import it again: nobody is added twice')
    await world.write('many.csv', text)
    const other = await world.msgr('subscriber import --resume last', {
      env: {...env, MSGR_AD_ACCOUNT: 'act_9'},
    })
    expect(other).toMatchObject({code: 2, err: expect.stringContaining(`is for the ad account ${account}`)})
    const resumed = await world.msgr('subscriber import --resume last --json', {env})

    expect({code: resumed.code, ...resumed.json()}).toMatchObject({
      code: 0,
      state: 'done',
      uploaded: 25_000,
      remaining: 0,
      audienceId: '630',
      created: false,
    })
    const sizes = second.calls
      .filter(call => call.startsWith('POST'))
      .map(
        call =>
          (JSON.parse(call.slice(call.indexOf('{'))) as {payload: {data: unknown[]}}).payload.data.length,
      )
    expect(sizes.toSorted()).toEqual([10_000, 5000])
  })

  test('finds an audience whose creation was not recorded, and tries again where the platform is busy', async ({
    bareWorld: world,
  }) => {
    await world.write('few.txt', 'ann@example.com\nben@example.com\n')
    const busy = {error: {message: 'Please retry', type: 'OAuthException', code: 2, is_transient: true}}
    const gone = await startRules([
      {method: 'GET', path: '/customaudiences', answer: {data: [{id: '629', name: 'few'}]}},
      {method: 'POST', path: '/customaudiences$', status: 500, answer: busy},
      me,
    ])
    const failed = await world.msgr('subscriber import few.txt --yes', {env: {...gone.env, ...adEnv}})
    expect(failed.code).not.toBe(0)
    expect(failed.err).toContain('Continue later: msgr subscriber import --resume')

    const later = await startRules([
      {
        method: 'GET',
        path: '/customaudiences',
        answer: {
          data: [
            {id: '629', name: 'few'},
            {id: '631', name: 'few'},
          ],
        },
      },
      {method: 'POST', path: '631/users', times: 1, status: 500, answer: busy},
      {method: 'POST', path: '631/users', answer: {...took, num_invalid_entries: 1}},
      me,
    ])
    const {code, json} = await world.msgr('subscriber import --resume last --json', {
      env: {...later.env, ...adEnv},
    })
    expect({code, ...json()}).toMatchObject({
      code: 6,
      audienceId: '631',
      created: true,
      uploaded: 1,
      refused: 1,
      state: 'done',
    })
    expect(later.calls.some(call => call.includes('POST /v26.0/act_'))).toBe(false)
  })

  test('adds to an audience that is named, and believes no more refused rows than there are', async ({
    bareWorld: world,
  }) => {
    await world.write('few.txt', 'ann@example.com\nben@example.com\n')
    const {env, calls} = await startRules([
      {method: 'POST', path: '77/users', answer: {...took, num_invalid_entries: 5}},
      me,
    ])

    const {code, json} = await world.msgr('subscriber import few.txt --audience 77 --yes --json', {
      env: {...env, ...adEnv},
    })

    expect({code, ...json()}).toMatchObject({
      ...{code: 6, audienceId: '77', created: false, state: 'done'},
      ...{uploaded: 0, refused: 2, remaining: 0},
    })
    expect(calls.filter(call => call.includes('customaudiences'))).toEqual([])
  })

  test('reports how many were matched when a recording has it, and asks before it uploads', async ({
    world,
  }) => {
    await world.write('few.csv', 'email\nann@example.com\n')
    const asked = await world.msgr('subscriber import few.csv')
    expect(asked).toMatchObject({
      code: 2,
      err: expect.stringContaining('Uploaded as SHA-256: EMAIL, in 2 calls'),
    })

    const done = await world.msgr('subscriber import few.csv --yes --json')
    const {audienceId} = done.json()
    const value = (low: number, at: number) => ({
      ...{custom_audience_id: Number(audienceId), timestamp: at, num_rows: 1},
      ...{approximate_count_lower_bound: low, approximate_count_upper_bound: low + 10},
    })
    const delivery = (low: number, at: number) => ({
      received_at: '2026-11-29T10:00:00.000Z',
      headers: [],
      body: JSON.stringify({
        object: 'page',
        entry: [
          {
            id: '1',
            time: 1,
            changes: [{field: 'marketing_messages_subscriber_upload_status', value: value(low, at)}],
          },
        ],
      }),
    })
    // Events come out of order.
    const lines = [delivery(40, 3), delivery(20, 2)].map(each => JSON.stringify(each))
    await world.write('events.ndjson', `${lines.join('\n')}\n`)
    const {out} = await world.msgr('subscriber import --resume last --recording events.ndjson')
    expect(out).toContain('Matched: 40 to 50 people')
  })

  test('refuses flags and values that make no sense, before any call', async ({
    world,
  }: {
    world: EmulatedWorld
  }) => {
    await world.write('few.csv', 'email\nann@example.com\n')
    for (const [line, says] of [
      ['subscriber import', 'No file is named'],
      ['subscriber import few.csv --resume last', 'already has its file'],
      ['subscriber import --resume last --country-code 43', '--country-code has no effect'],
      ['subscriber import -', 'cannot come from standard input'],
      ['subscriber import few.csv --audience abc', 'not the id of a custom audience'],
      ['subscriber import few.csv --audience 630 --name X', '--name is for a new audience'],
      ['subscriber import few.csv --country-code +43', 'not the code of a country'],
      ['subscriber import --resume last', 'There is no run last'],
    ] as const)
      expect(await world.msgr(line), line).toMatchObject({code: 2, err: expect.stringContaining(says)})
    expect(await world.emulator.admin('GET', 'calls')).toMatchObject({requests: 0})
  })
})
