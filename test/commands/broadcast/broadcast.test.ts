import {readdir} from 'node:fs/promises'
import {createServer, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import {join} from 'node:path'
import {setImmediate} from 'node:timers/promises'
import {describe, expect, onTestFinished} from 'vitest'
import {pageOf, peopleOf, recipientOf, sentIn} from '../../helpers/probe.ts'
import {type EmulatedWorld, test} from '../../helpers/world.ts'

/** Those whose messaging window is open in a fresh emulator; Luis, the fourth, blocked the Page. */
const open = 8
const all = 12

/** What the Page sent, by the metadata that the run gave it. */
function received({emulator}: EmulatedWorld): {psid: string; text: string; metadata: string}[] {
  return sentIn(emulator).flatMap(sent => {
    const {metadata, text} = sent.message
    return typeof metadata === 'string'
      ? [{psid: recipientOf(emulator, sent), text: String(text), metadata}]
      : []
  })
}

function people({emulator}: EmulatedWorld) {
  return peopleOf(emulator, pageOf(emulator).id)
}

describe('broadcast plan', () => {
  test('tells who would get it, who not and why, and keeps nothing', async ({world}) => {
    const {code, out} = await world.msgr('broadcast plan --text "Hi {{first_name|there}}" --all --json')

    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      total: all,
      toSend: open,
      skipped: {windowClosed: all - open},
      windows: {open, closed: all - open, unknown: 0},
      rate: 40,
      durationSeconds: 1,
      warnings: [],
    })
    expect(JSON.parse(out).examples[0]).toEqual({
      recipient: {id: expect.any(String)},
      messaging_type: 'UPDATE',
      message: {text: 'Hi Ada'},
    })
    expect(JSON.parse((await world.msgr('broadcast list --json')).out)).toEqual([])
    expect(received(world)).toEqual([])
  })

  test('reads as a few lines, and ends with what send would refuse', async ({world}) => {
    await world.write('people.csv', 'psid;first_name\n101;Ann\n6,41E+15;Bo\n101;Ann\n')

    const {out} = await world.msgr('broadcast plan --text "Hi {{first_name}}" --to people.csv --rate 1')

    expect(out).toMatchInlineSnapshot(`
      "1 of 3 people would get it, in 1 s at 1 a second.
        1 left out: not a page-scoped id
        1 left out: already on the list
        2 whose messaging window is unknown until sending
      101  Hi Ann
      ✖ send would refuse this: people.csv has a fault:
        people.csv:3: 6,41E+15 was an id until a spreadsheet turned it into a number; export the list again with the column as text
        Correct these rows, or leave them out: --skip-invalid. To write them to their own file: --rejects bad.csv
      "
    `)
  })

  test('a tag reaches further', async ({world}) => {
    const {out} = await world.msgr('broadcast plan --text Hi --all --tag HUMAN_AGENT --json')

    expect(JSON.parse(out)).toMatchObject({toSend: 11, skipped: {windowClosed: 1}})
  })

  test('people under a label are found by asking each for their labels', async ({world}) => {
    const [one, two] = people(world)
    await world.msgr('label create Vip')
    await world.msgr(`label assign Vip ${one?.psid} ${two?.psid}`)

    const {out} = await world.msgr('broadcast plan --text Hi --label Vip --json')

    expect(JSON.parse(out).total).toBe(2)
  })

  test('people who were active lately are found', async ({world}) => {
    const {out} = await world.msgr('broadcast plan --text Hi --active-within 3h --json')

    expect(JSON.parse(out).total).toBeLessThan(open)
    expect(JSON.parse(out).total).toBeGreaterThan(0)
  })

  test.for([
    ['no message', '--all', 'The message is missing'],
    ['nobody', '--text Hi', 'No people are selected'],
    ['people in two ways', '--text Hi --all --to people.csv', 'People are selected in two ways'],
    ['too fast', '--text Hi --all --rate 301', '--rate 301 is too fast'],
    [
      'a column that is missing',
      '--text "Hi {{name}}" --to people.csv',
      'message.text: people.csv has no column name; use one of: psid, first_name',
    ],
    [
      'a text that is too long',
      `--text ${'x'.repeat(2001)} --to people.csv`,
      'message.text: 2001 characters, at most 2000',
    ],
    [
      'a tag that has ended',
      '--text Hi --tag ACCOUNT_UPDATE --to people.csv',
      '`ACCOUNT_UPDATE` ended on 2026-04-27',
    ],
    ['metadata', 'metadata.json --to people.csv', 'message.metadata: is reserved for the run'],
    ['a recipient', 'recipient.json --to people.csv', 'recipient: is for a single message'],
    ['standard input twice', '- --to -', 'Standard input cannot be both'],
  ] as const)('refuses %s', async ([, flags, message], {world}) => {
    await world.write('people.csv', 'psid,first_name\n101,Ann\n')
    await world.write('metadata.json', '{"text": "Hi", "metadata": "mine"}')
    await world.write('recipient.json', '{"recipient": {"id": "101"}, "message": {"text": "Hi"}}')

    const {code, err} = await world.msgr(`broadcast plan ${flags}`)

    expect(err).toContain(message)
    expect(code).toBe(2)
  })
})

/** What the results of other runs have. */
const notMarketing = {via: null, campaign: null}

describe('broadcast send', () => {
  test('sends to each person once, with their name, and says how it went', async ({world}) => {
    const {code, out} = await world.msgr('broadcast send --text "Hi {{first_name}}" --all --yes --json')

    const {run, ...result} = JSON.parse(out)
    expect(result).toEqual({
      dueAt: null,
      total: 12,
      sent: 7,
      failed: 0,
      skipped: 5,
      inDoubt: 0,
      remaining: 0,
      state: 'done',
      ...{reason: null, code: null, subcode: null, traceId: null, hint: null},
      ...{exitCode: null, settled: null, next: null},
      ...{...notMarketing, accepted: null},
      reasons: [expect.objectContaining({outcome: 'skipped', code: 551, subcode: 1545041, count: 1})],
    })
    expect(code).toBe(0)
    const messages = received(world)
    expect(new Set(messages.map(({psid}) => psid)).size).toBe(7)
    expect(messages.map(({text}) => text)).toContain('Hi Ada')
    expect(messages.every(({metadata}) => metadata.startsWith(`${run}:`))).toBe(true)
  })

  test('reads as a sentence', async ({world}) => {
    const {out, err} = await world.msgr('broadcast send --text Hi --all --yes')

    expect(out).toMatch(
      /^✔ 7 of 12 sent, 5 skipped\n {2}1 skipped: \(#551\) .* \(551\/1545041, trace \S+\), such as \d+\n {4}→ leave them out of the next: .*\n {2}4 others not reached: msgr broadcast report \S+ --summary\n$/,
    )
    expect(err).toContain('8 of 12 people would get it')
  })

  test('without anybody to agree nothing is sent and nothing stays behind', async ({world}) => {
    const {code, err} = await world.msgr('broadcast send --text Hi --all')

    expect(code).toBe(2)
    expect(err).toContain('--yes')
    expect(received(world)).toEqual([])
    expect(await readdir(join(world.home, 'state', 'broadcasts'))).toEqual([])
  })

  test('a dry run shows the plan and needs no token', async ({bareWorld}) => {
    await bareWorld.write('people.txt', '101\n102\n')

    const {code, out} = await bareWorld.msgr('broadcast send --text Hi --to people.txt --dry-run --json')

    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({total: 2, toSend: 2})
    expect(await readdir(bareWorld.home)).toEqual([])
  })

  test.for([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    '%s finishes what is in flight and prints the command that goes on',
    async ([signal, exitCode], {world}) => {
      await world.write(
        'people.txt',
        people(world)
          .map(({psid}) => psid)
          .join('\n'),
      )
      const running = world.start('broadcast send --text Hi --to people.txt --yes --width 1')
      while (received(world).length === 0) await setImmediate()
      running.send(signal)

      const {code, out} = await running.ended

      expect(code).toBe(exitCode)
      const [, run] = /Continue: msgr broadcast resume (\S+)/.exec(out) ?? []
      expect((await world.msgr(`broadcast resume ${run}`)).code).toBe(0)
      expect(new Set(received(world).map(({psid}) => psid)).size).toBe(received(world).length)
      expect(received(world)).toHaveLength(7)
    },
  )
})

describe('a run afterwards', () => {
  test('status, list and report tell the same', async ({world}) => {
    const {run} = JSON.parse((await world.msgr('broadcast send --text Hi --all --yes --json')).out)

    const status = JSON.parse((await world.msgr(`broadcast status ${run.slice(0, 9)} --json`)).out)
    const list = JSON.parse((await world.msgr('broadcast list --json')).out)
    const report = await world.msgr('broadcast report last --format csv')

    const counts = {total: 12, sent: 7, failed: 0, skipped: 5, inDoubt: 0, remaining: 0}
    expect(status).toMatchObject({run, state: 'done', ...counts})
    expect(list).toEqual([
      {
        run,
        name: null,
        state: 'done',
        ...counts,
        pageId: status.pageId,
        pageName: 'Acme Shop',
        holder: null,
        createdAt: status.createdAt,
        ...notMarketing,
      },
    ])
    const [header, ...rows] = report.out.trimEnd().split(/\r?\n/)
    expect(header).toBe('psid,outcome,reason,code,subcode,traceId,messageId,attempts,updatedAt')
    expect(rows).toHaveLength(12)
    expect(rows.filter(row => /^\d+,sent,,,,,m_/.test(row))).toHaveLength(7)
    expect(rows.filter(row => row.includes('the messaging window closed at'))).toHaveLength(4)
  })

  test('a run that does not exist is told', async ({world}) => {
    expect(await world.msgr('broadcast status 2020')).toMatchObject({
      code: 2,
      err: expect.stringContaining('There is no run 2020'),
    })
    expect((await world.msgr('broadcast report last')).err).toContain('There is no run last')
  })

  test('a run of the emulator is not sent to the platform', async ({world}) => {
    await world.msgr('broadcast send --text Hi --all --yes')

    const {code, err} = await world.msgr('broadcast resume last', {
      env: {MSGR_EMULATOR: undefined, MSGR_PAGE_TOKEN: 'EAAsecret', MSGR_PAGE_ID: '1'},
    })

    expect(code).toBe(1)
    expect(err).toContain('was planned for the emulator, but this is the platform')
  })
})

describe('a platform that does not answer as it should', () => {
  /** Accepts every message; what becomes of the answer is up to the test. */
  async function startPlatform(
    answer: (psid: string) => {status: number; body: string} | undefined,
  ): Promise<{server: Server; env: Record<string, string>; accepted: string[]}> {
    const accepted: string[] = []
    const server = createServer(async (request, response) => {
      if (request.method === 'GET') {
        response.end('{"id": "109876543210987", "name": "Acme Shop"}')
        return
      }
      let text = ''
      for await (const chunk of request) text += chunk
      const psid = JSON.parse(text).recipient.id
      accepted.push(psid)
      const answered = answer(psid)
      if (answered === undefined) {
        request.socket.destroy()
        return
      }
      response.statusCode = answered.status
      response.end(answered.body)
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const {port} = server.address() as AddressInfo
    const env = {
      MSGR_GRAPH_URL: `http://127.0.0.1:${port}`,
      MSGR_PAGE_TOKEN: 'EAAsecret',
      MSGR_PAGE_ID: '109876543210987',
    }
    return {server, env, accepted}
  }

  const sent = (psid: string) => ({
    status: 200,
    body: JSON.stringify({recipient_id: psid, message_id: `m_${psid}`}),
  })

  test('recipients whose answer is lost are in doubt, and are sent to again only when asked for', async ({
    bareWorld,
  }) => {
    await bareWorld.write('people.txt', '101\n102\n103\n')
    let isWhole = false
    const {env, accepted} = await startPlatform(psid => (psid === '102' && !isWhole ? undefined : sent(psid)))

    const first = await bareWorld.msgr('broadcast send --text Hi --to people.txt --yes', {env})
    isWhole = true
    const left = await bareWorld.msgr('broadcast resume last', {env})
    expect(accepted).toHaveLength(3)
    const resent = await bareWorld.msgr('broadcast resume last --in-doubt resend', {env})

    expect([first.code, left.code, resent.code]).toEqual([7, 7, 0])
    expect(first.out).toMatch(
      /^! 2 of 3 sent, 1 in doubt\n {2}1 in doubt: .*, such as 102\n {4}→ msgr broadcast resume \S+ --in-doubt check\nWho and why: msgr broadcast report \S+\n$/,
    )
    expect(accepted.filter(psid => psid === '102')).toHaveLength(2)
    expect(accepted).toHaveLength(4)
  })

  test('a dead token pauses the run, and after a new one it goes on where it was', async ({bareWorld}) => {
    await bareWorld.write('people.txt', '101\n102\n103\n')
    const error = {
      message: 'expired',
      type: 'OAuthException',
      code: 190,
      error_subcode: 463,
      fbtrace_id: 'Atrace',
    }
    let isAlive = false
    const {env, accepted} = await startPlatform(psid =>
      isAlive || psid === '101' ? sent(psid) : {status: 401, body: JSON.stringify({error})},
    )

    const stopped = await bareWorld.msgr('broadcast send --text Hi --to people.txt --yes --json --width 1', {
      env,
    })

    const {run, ...result} = JSON.parse(stopped.out)
    expect(stopped.code).toBe(4)
    expect(result).toEqual({
      dueAt: null,
      ...{total: 3, sent: 1, failed: 0, skipped: 0, inDoubt: 0, remaining: 2, state: 'paused'},
      reason: 'expired – the access token has expired',
      ...{code: 190, subcode: 463, traceId: 'Atrace'},
      hint: expect.stringContaining('MSGR_PAGE_TOKEN holds it: put a new token there'),
      exitCode: 4,
      ...{reasons: null, settled: null},
      next: `msgr broadcast resume ${run}`,
      ...{...notMarketing, accepted: null},
    })
    isAlive = true
    expect((await bareWorld.msgr(`broadcast resume ${run}`, {env})).code).toBe(0)
    expect(accepted).toEqual(['101', '102', '102', '103'])
  })

  test('refused recipients are failed, and the exit code says so', async ({bareWorld}) => {
    await bareWorld.write('people.txt', '101\n102\n')
    const body = JSON.stringify({
      error: {message: '(#100) no', type: 'OAuthException', code: 100, fbtrace_id: 'Atrace'},
    })
    const {env} = await startPlatform(psid => (psid === '102' ? {status: 400, body} : sent(psid)))

    const {code} = await bareWorld.msgr('broadcast send --text Hi --to people.txt --yes', {env})

    expect(code).toBe(6)
    const {out} = await bareWorld.msgr('broadcast report last', {env})
    expect(out).toContain('102\tfailed\t(#100) no – a parameter is invalid\t100\t\tAtrace\t')
  })

  test('a proof that the platform refuses pauses the run at the first person', async ({bareWorld}) => {
    await bareWorld.write('people.txt', '101\n102\n')
    const message = 'Invalid appsecret_proof provided in the API argument'
    const error = {message, type: 'GraphMethodException', code: 100, fbtrace_id: 'Atrace'}
    const {env} = await startPlatform(() => ({status: 400, body: JSON.stringify({error})}))

    const {code, out} = await bareWorld.msgr('broadcast send --text Hi --to people.txt --yes --json', {env})

    expect(code).toBe(4)
    expect(JSON.parse(out)).toMatchObject({state: 'paused', failed: 0, remaining: 2})
    expect(JSON.parse(out).reason).toContain('the clock of this machine is off')
  })

  test('without a network the run is paused, and nobody is lost', async ({bareWorld}) => {
    await bareWorld.write('people.txt', '101\n102\n103\n')
    const {env, server, accepted} = await startPlatform(sent)
    await new Promise(resolve => server.close(resolve))

    const {code, out} = await bareWorld.msgr('broadcast send --text Hi --to people.txt --yes --json', {env})

    expect(code).toBe(8)
    expect(JSON.parse(out)).toMatchObject({state: 'paused', remaining: 3, failed: 0, inDoubt: 0})
    expect(accepted).toEqual([])
  })

  test('a run is not sent in the name of another Page', async ({bareWorld}) => {
    await bareWorld.write('people.txt', '101\n')
    const {env} = await startPlatform(sent)
    await bareWorld.msgr('broadcast send --text Hi --to people.txt --yes', {env})

    const {code, err} = await bareWorld.msgr('broadcast resume last', {env: {...env, MSGR_PAGE_ID: '42'}})

    expect(code).toBe(1)
    expect(err).toContain('belongs to the Page 109876543210987, but this is the Page 42')
  })
})
