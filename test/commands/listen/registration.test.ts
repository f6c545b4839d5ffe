import {existsSync} from 'node:fs'
import {readdir, readFile, stat} from 'node:fs/promises'
import {join} from 'node:path'
import {PassThrough} from 'node:stream'
import {expect} from 'vitest'
import {judgeFormer} from '../../../src/callback/judge-former.ts'
import type {Line} from '../../../src/commands/listen/lines.ts'
import {planListening} from '../../../src/commands/listen/plan.ts'
import type {SessionParts} from '../../../src/commands/listen/session-parts.ts'
import {freePort} from '../../helpers/free-port.ts'
import {test} from '../../helpers/world.ts'
import {createApp, takeOver} from './app.ts'
import {startFormerBot} from './former-bot.ts'

test('listen becomes the callback of the app, and Ctrl-C puts callback and fields back exactly', async ({
  world,
}) => {
  const [app, bot] = [await createApp(world), await startFormerBot()]
  const before = await app.setUp(bot)

  const {url, out, send, ended} = await app.listen(...takeOver(bot))
  const meanwhile = await app.state()
  send('SIGINT')
  const {code, err} = await ended

  expect(out.text).toContain(
    `! callback     was ${bot.url} → replaced, restored on exit  (msgr webhook restore)`,
  )
  expect(out.text).toContain(`! callback     for every Page of app ${app.appId}`)
  expect(out.text).toContain('✔ subscribed   ')
  expect(meanwhile.callback).toMatchObject({url, active: true})
  expect(meanwhile.callback.fields).toEqual(
    expect.arrayContaining(['messages', 'feed', 'messaging_postbacks']),
  )
  expect(meanwhile.pageFields).toEqual(expect.arrayContaining(['messages', 'standby', 'messaging_postbacks']))
  expect(code).toBe(130)
  expect(err).toContain(`Put back: the callback is ${bot.url}`)
  expect(await app.state()).toEqual(before)
  expect(existsSync(app.file)).toBe(false)
})

test('SIGTERM, --limit and a failure after the swap put everything back too', async ({world}) => {
  const [app, bot] = [await createApp(world), await startFormerBot()]
  const before = await app.setUp(bot)

  const terminated = await app.listen(...takeOver(bot))
  terminated.send('SIGTERM')
  expect((await terminated.ended).code).toBe(143)
  expect(await app.state()).toEqual(before)

  const limited = await app.listen(...takeOver(bot), '--limit', '1')
  await world.msgr(['trigger', 'messages.text', '--to', limited.url], {env: app.env})
  expect((await limited.ended).code).toBe(0)
  expect(await app.state()).toEqual(before)

  const failed = await app.listen(...takeOver(bot), '--ready-file', 'no/such/folder/ready')
  expect((await failed.ended).code).toBe(2)
  expect(await app.state()).toEqual(before)
})

test('where there was no callback and no field, there is none again afterwards', async ({world}) => {
  const app = await createApp(world)
  await app.msgr('webhook unsubscribe --yes')

  const {url, out, send, ended} = await app.listen()
  const meanwhile = await app.state()
  send('SIGINT')

  expect((await ended).code).toBe(130)
  expect(out.text).toContain(`callback     ${url}  there was none: removed on exit`)
  expect(meanwhile.callback.url).toBe(url)
  expect(await app.state()).toEqual({callback: null, pageFields: []})
})

test('with --emulator it is the same: a callback in use is diverted when asked to, and put back', async ({
  world,
}) => {
  const bot = await startFormerBot()
  await world.msgr(['webhook', 'set', bot.url, '--verify-token', bot.verifyToken])
  const before = (await world.msgr('webhook status --json')).out

  const refused = await world.msgr('listen --port 0')
  const running = world.start(['listen', '--port', '0', ...takeOver(bot)])
  await running.out.holds(/^ready$/m)
  const meanwhile = (await world.msgr('webhook status --json')).out
  running.send('SIGINT')
  await running.ended

  expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('--take-over')])
  expect(meanwhile).not.toContain(bot.url)
  expect((await world.msgr('webhook status --json')).out).toBe(before)
})

test('a callback in use is not diverted unasked: the error names it, the Pages, and a way out', async ({
  world,
}) => {
  const [app, bot] = [await createApp(world), await startFormerBot()]
  const before = await app.setUp(bot)
  const page = `{pageId: "1", appId: "${app.appId}"}`
  await world.write('.msgrrc.yaml', `pages: {shop: ${page}, staging: ${page}, other: {pageId: "3"}}\n`)

  const {code, err} = await (await app.listen()).ended

  expect(code).toBe(2)
  expect(err).toContain(`App ${app.appId} delivers to ${bot.url}. An app has one callback`)
  expect(err).toContain('(shop, staging, by your settings)')
  expect(err).toContain('a second app for development')
  expect(err).toContain('--take-over')
  expect(await app.state()).toEqual(before)
})

test('what could never be put back is said before, and nothing is changed', async ({world}) => {
  const [app, bot] = [await createApp(world), await startFormerBot()]
  const before = await app.setUp(bot)

  const unknown = await (await app.listen('--take-over')).ended
  const wrong = await (await app.listen('--take-over', '--restore-verify-token', 'a guess')).ended

  expect([unknown.code, wrong.code]).toEqual([2, 2])
  expect(unknown.err).toContain(`Verify token of ${bot.url}`)
  expect(unknown.err).toContain('--restore-verify-token')
  expect(wrong.err).toContain('with this verify token, it answers 403')
  expect(await app.state()).toEqual(before)
})

test('at a terminal the verify token is asked for, before anything is changed', async ({world}) => {
  const [app, bot] = [await createApp(world), await startFormerBot()]
  const before = await app.setUp(bot)
  const stdin = new PassThrough()
  const terminals = {stdin: true, stderr: true}

  const line = app.listenLine(await freePort(), '--take-over')
  const {out, err, send, ended} = world.start(line, {env: app.env, stdin, terminals})
  await err.holds(`Verify token of ${bot.url}`)
  expect(await app.state()).toEqual(before)
  stdin.write(`${bot.verifyToken}\r`)
  await out.holds(/^ready$/m)
  send('SIGINT')

  expect((await ended).code).toBe(130)
  expect(out.text + err.text).not.toContain(bot.verifyToken)
  expect(await app.state()).toEqual(before)
})

test('the verify token of the settings serves to put the callback back', async ({world}) => {
  const [app, bot] = [await createApp(world), await startFormerBot()]
  const before = await app.setUp(bot)
  app.env['MSGR_VERIFY_TOKEN'] = bot.verifyToken

  const {send, ended} = await app.listen('--take-over')
  send('SIGINT')

  expect((await ended).code).toBe(130)
  expect(await app.state()).toEqual(before)
})

test('how things were is kept on disk for its owner alone, and no secret is shown', async ({world}) => {
  const [app, bot] = [await createApp(world), await startFormerBot()]
  await app.setUp(bot)

  const {send, ended} = await app.listen(...takeOver(bot), '--debug')
  const [mode, kept] = [(await stat(app.file)).mode & 0o777, JSON.parse(await readFile(app.file, 'utf8'))]
  send('SIGINT')
  const {out, err} = await ended

  expect(mode).toBe(0o600)
  expect(kept.callback).toEqual({
    url: bot.url,
    fields: ['messages', 'feed'],
    verify_token: bot.verifyToken,
  })
  expect(out + err).not.toContain(bot.verifyToken)
  expect(out + err).not.toContain(app.env['MSGR_APP_SECRET'])
  expect(await readdir(join(app.file, '..'))).toEqual([])
})

test('a tunnel of before that is gone is replaced unasked, and its end is said', async () => {
  const [said, url]: [Line[], string] = [[], 'https://gone-for-good.trycloudflare.invalid.ts.net/hook']
  const plan = planListening({}, {path: undefined, port: undefined, ngrokAuthtoken: undefined})
  const parts = {plan, say: line => said.push(line)} as Partial<SessionParts> as SessionParts
  const found = {callback: {url, fields: ['messages']}, isInUse: true, leftover: undefined}

  const callback = await judgeFormer(parts, {
    ...found,
    appId: '1',
    url: 'https://new.test/',
    verifyToken: 'x',
  })

  expect(callback).toBeNull()
  expect(said).toMatchObject([{kind: 'callback', text: expect.stringContaining('which is gone')}])
})

test('Ctrl-C while the platform still tries the new address leaves everything as it was', async ({world}) => {
  const [app, bot] = [await createApp(world), await startFormerBot()]
  const before = await app.setUp(bot)
  const nobody = `http://127.0.0.1:${await freePort()}`
  const slow = 'emulator fault add --call "POST /*/subscriptions" --delay 300ms'
  expect((await world.msgr(slow)).code).toBe(0)

  const line = ['listen', '--port', '0', '--public-url', nobody, ...takeOver(bot)]
  const {out, send, ended} = world.start(line, {env: app.env})
  await out.holds('→ replaced')
  send('SIGINT')

  expect((await ended).code).toBe(130)
  expect(await app.state()).toEqual(before)
  expect(existsSync(app.file)).toBe(false)
})

test('an address that the platform cannot verify is told, and everything is as it was', async ({world}) => {
  const [app, bot] = [await createApp(world), await startFormerBot()]
  const before = await app.setUp(bot)
  const nobody = `http://127.0.0.1:${await freePort()}`

  const {code, err} = await app.msgr(['listen', '--port', '0', '--public-url', nobody, ...takeOver(bot)])

  expect([code, err]).toEqual([1, expect.stringContaining('#2200')])
  expect(await app.state()).toEqual(before)
  expect(existsSync(app.file)).toBe(false)
})

test('--no-subscribe changes nothing, and --subscribe needs an address and an app', async ({world}) => {
  const app = await createApp(world)
  const before = await app.state()

  const {url, out, send, ended} = await app.listen('--no-subscribe')
  expect(await app.state()).toEqual(before)
  send('SIGINT')
  await ended
  const nowhere = await app.msgr('listen --port 0 --subscribe')
  app.env['MSGR_APP_ID'] = ''
  const nobody = await (await app.listen('--subscribe')).ended

  expect(out.text).toContain(`msgr webhook set ${url}`)
  expect([nowhere.code, nowhere.err]).toEqual([2, expect.stringContaining('--tunnel')])
  expect([nobody.code, nobody.err]).toEqual([4, expect.stringContaining('MSGR_APP_ID')])
})

test('a second listen for the app refuses, and names the process that has the callback', async ({world}) => {
  const app = await createApp(world)
  const first = await app.listenBeside()
  const during = await app.state()

  // Beside the first, too: watching a tunnel in this process would move the clock of the emulator by hours.
  const second = await app.listenBeside()
  const {code} = await second.ended
  const restoring = await app.msgr('webhook restore')

  expect([code, second.err.text]).toEqual([1, expect.stringContaining(`process ${first.pid}`)])
  expect([restoring.code, restoring.err]).toEqual([1, expect.stringContaining(`kill -INT ${first.pid}`)])
  expect(await app.state()).toEqual(during)
  first.kill('SIGINT')
  expect((await first.ended).code).toBe(130)
})
