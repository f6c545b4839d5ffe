import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, readFileSync} from 'node:fs'
import {readdir} from 'node:fs/promises'
import {join} from 'node:path'
import {execPath} from 'node:process'
import {setTimeout} from 'node:timers/promises'
import {describe, expect, onTestFinished} from 'vitest'
import {parseEvents} from '../../../src/webhook/parse-events.ts'
import {loadSample, sampleNames} from '../../../src/webhook/samples.ts'
import {Capture} from '../../helpers/capture.ts'
import {test} from '../../helpers/world.ts'
import {appSecret, listening, posting} from './listening.ts'

const linesOf = (text: string) => text.split('\n').slice(0, -1)

describe('listen --json', () => {
  test('logs each sample event with its field and subtype', async ({bareWorld: world}) => {
    const {post, send, ended} = await listening(world, ['--json'])
    const samples = await Promise.all(sampleNames.map(loadSample))

    for (const sample of samples) expect(await post(sample)).toBe(200)
    send('SIGINT')

    const logged = linesOf((await ended).out).map(line => JSON.parse(line))
    const expected = samples.flatMap(parseEvents)
    expect(samples).toHaveLength(129)
    expect(logged.map(({field, subtype}) => [field, subtype])).toEqual(
      expected.map(({field, subtype}) => [field, subtype ?? null]),
    )
    expect(logged.map(({item}) => item)).toEqual(expected.map(({item}) => item))
  })

  test('writes nothing but one JSON document per line, whatever an hour brings', async ({
    bareWorld: world,
  }) => {
    const flags = ['--json', '--exec', 'echo from the program; exec sleep 60']
    const {post, postBody, send, ended, err} = await listening(world, flags)
    await err.holds('from the program')
    const samples = await Promise.all(sampleNames.map(loadSample))
    const hostile = {
      object: 'page',
      entry: [
        {id: '1', messaging: [{sender: {id: '2'}, message: {mid: 'm', text: 'a\u2028\n\u001b[2J\u009b{"'}}]},
      ],
    }
    const broken = ['', '{', '[]', 'null', '"x"', '{"object":"page"}', '\ufffe', '{"entry":[1,null,"x"]}']
    const statuses = new Map<number, number>()
    const count = (status: number) => statuses.set(status, (statuses.get(status) ?? 0) + 1)

    const rounds = 20
    for (let round = 0; round < rounds; round += 1) {
      const traffic = [
        ...samples.slice(0, 40).map(sample => post(sample)),
        ...samples.slice(round, round + 4).map(sample => post(sample, 'another secret')),
        post(hostile),
        ...broken.map(text => postBody(Buffer.from(text))),
        postBody(Buffer.from([0xff, 0xfe, 0x7b])),
      ]
      for (const status of await Promise.all(traffic)) count(status)
      world.clock.advance(180_000)
    }
    send('SIGTERM')

    const {code, out} = await ended
    const events = linesOf(out).map(line => JSON.parse(line))
    expect(code).toBe(128 + 15)
    expect(events.every(({kind}) => kind === 'event')).toBe(true)
    expect(events.length).toBeGreaterThan(rounds * 41)
    expect(events.filter(({firstReceivedAt}) => firstReceivedAt !== null).length).toBeGreaterThan(rounds * 33)
    expect(Object.fromEntries(statuses)).toEqual({200: rounds * 42, 400: rounds * 8, 403: rounds * 4})
    expect(err.text).toContain('403 X-Hub-Signature-256 does not match the body')
    expect(err.text).toContain('the body is not JSON')
    expect(err.text).not.toContain('another secret')
  })

  test('on a terminal writes what could move the cursor as an escape', async ({bareWorld: world}) => {
    const terminals = {stdout: true}
    const {post, ended} = await listening(world, ['--json', '--limit', '1'], {terminals})
    const text = '\u001b[2J\u009b2J\u202e\u2028'
    await post({
      object: 'page',
      entry: [{id: '1', messaging: [{sender: {id: '2'}, message: {mid: 'm', text}}]}],
    })

    const {out} = await ended
    expect(JSON.parse(out).item.message.text).toBe(text)
    expect(out).toMatch(/^[^\p{Cc}\u2028-\u202e]+\n$/u)
  })
})

describe('listen … | head -1', () => {
  test.for(['--json', '--quiet'])(
    '%s ends with 0 and leaves nothing, not a word either',
    async (flag, {bareWorld: world}) => {
      const env = {HOME: world.home, MSGR_HOME: world.home, MSGR_APP_SECRET: appSecret, PATH}
      const listen = `"${execPath}" "${msgr}" listen --port 0 ${flag} --ready-file ready.json --record kept.ndjson`
      const script = `${listen} 2>errors.txt | head -1; exit \${PIPESTATUS[0]}`
      const shell = spawn('bash', ['-c', script], {
        cwd: world.folder,
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const out = new Capture()
      shell.stdout.pipe(out)
      const ended = once(shell, 'close')
      const {url, pid} = await readyFile(join(world.folder, 'ready.json'))
      onTestFinished(() => endProcess(pid))
      const {post} = posting(url)

      await post(await loadSample('messages.text'))
      await out.holds('\n')
      // A pipe tells that its reader is gone to who writes to it.
      while (shell.exitCode === null) await post(await loadSample('message_reads')).catch(() => undefined)

      expect(await ended).toEqual([0, null])
      expect(linesOf(out.text)).toHaveLength(1)
      expect(await world.read('errors.txt')).toEqual(
        flag === '--quiet' ? '' : expect.stringMatching(/^✔ receiver .*\n(.*\n)*ready\n$/),
      )
      expect(existsSync(join(world.folder, 'ready.json'))).toBe(false)
      expect(await readdir(join(world.home, 'state', 'listeners'))).toEqual([])
    },
  )
})

const {PATH = ''} = process.env
const msgr = join(import.meta.dirname, '../../../bin/msgr.js')

async function readyFile(file: string): Promise<{readonly url: string; readonly pid: number}> {
  while (!existsSync(file) || readFileSync(file, 'utf8') === '') await setTimeout(20)
  return JSON.parse(readFileSync(file, 'utf8'))
}

/** In case the test failed before it ended. */
function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {}
}
