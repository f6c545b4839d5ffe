import {describe, expect} from 'vitest'
import {freePort} from '../../helpers/free-port.ts'
import {hasPostgres} from '../../helpers/postgres-programs.ts'
import {test} from '../../helpers/world.ts'
import {message, messaging, openInbox, startBot} from './inbox.ts'

describe.skipIf(!hasPostgres('the inbox'))('inbox work', () => {
  test('hands each stored event to the bot once, signed, also those of one delivery and those that came twice', async ({
    bareWorld: world,
  }) => {
    const {listen, env, database} = await openInbox(world)
    const bot = await startBot()
    const both = {object: 'page', entry: [{id: '1', time: 1, messaging: [messaging('b'), messaging('ü/c')]}]}

    expect(await listen.post(message('a'))).toBe(200)
    expect(await listen.post(both)).toBe(200)
    expect(await listen.post(message('a'))).toBe(200)
    const {code, out} = await world.msgr(`inbox work --forward-to ${bot.port} --until-idle`, {env})

    expect(code).toBe(0)
    expect(bot.texts).toEqual(['a', 'b', 'ü/c'])
    expect(bot.areSigned()).toBe(true)
    expect(out).toMatch(/✔ messages text +…2 +"a" +m_a +\d+ ms\n/)
    expect(await database.query('select state, tries from msgr.inbox')).toEqual(
      Array(3).fill({state: 'd', tries: 1}),
    )
  })

  test('a person waits for their own earlier event, and for nobody else', async ({bareWorld: world}) => {
    const {listen, env} = await openInbox(world)
    const order: string[] = []
    const bot = await startBot(async text => {
      order.push(`${text} begins`)
      if (text === 'slow') await expect.poll(() => order).toContain('other ends')
      order.push(`${text} ends`)
      return 200
    })
    for (const [text, psid] of [
      ['slow', '2'],
      ['next', '2'],
      ['other', '3'],
    ] as const)
      await listen.post(message(text, psid))

    await world.msgr(`inbox work --forward-to ${bot.port} --until-idle`, {env})

    expect(order.indexOf('other ends')).toBeLessThan(order.indexOf('slow ends'))
    expect(order.slice(-3)).toEqual(['slow ends', 'next begins', 'next ends'])
  })

  test('what fails is tried again, before later events of the person, and set aside after so many tries', async ({
    bareWorld: world,
  }) => {
    const {listen, env} = await openInbox(world)
    const bot = await startBot(text => (text === 'broken' ? 500 : 200))
    await listen.post(message('broken'))
    await listen.post(message('later'))

    const worked = await world.msgr(`inbox work --forward-to ${bot.port} --tries 2 --until-idle`, {env})

    expect(worked.code).toBe(6)
    expect(worked.out).toContain(`http://localhost:${bot.port} answered 500, next try in 1 s`)
    expect(worked.out).toMatch(/answered 500: set aside after 2 tries as \d+\n/)
    expect([bot.asked(), bot.texts]).toEqual([3, ['later']])
    const listed = await world.msgr('inbox list --json', {env})
    const [failed, ...others] = listed.json()
    expect(others).toEqual([])
    expect(failed).toMatchObject({state: 'failed', tries: 2, summary: '"broken"', psid: '2', pageId: '1'})
    expect(failed.error).toContain('answered 500')
  })

  test('while nobody is there, nothing counts as a try', async ({bareWorld: world}) => {
    const {listen, env} = await openInbox(world)
    const port = await freePort()
    await listen.post(message('a'))
    const work = world.start(`inbox work --forward-to ${port} --tries 1 --until-idle`, {env})
    await work.out.holds('refused the connection, next try in 1 s')
    const bot = await startBot(() => 200, port)
    const {code} = await work.ended

    expect(code).toBe(0)
    expect(bot.texts).toEqual(['a'])
  })

  test('a program gets each event as JSON on its standard input, and says by its exit code whether it is done', async ({
    bareWorld: world,
  }) => {
    const {listen, env} = await openInbox(world)
    await listen.post(message('good', '2'))
    await listen.post(message('bad', '3'))
    await world.write(
      'handle.mjs',
      'for await (const part of process.stdin) { const {item, psid} = JSON.parse(part); console.log(psid, item.message.text, process.env.MSGR_APP_SECRET); if (item.message.text === "bad") process.exit(3) }',
    )

    const line = ['inbox', 'work', '--exec', 'node handle.mjs', '--tries', '1', '--until-idle', '--json']
    const {code, out, err} = await world.msgr(line, {env})

    expect(code).toBe(6)
    expect(err).toContain('2 good undefined\n')
    const lines = out
      .trim()
      .split('\n')
      .map(each => JSON.parse(each))
    expect(lines.map(({outcome, error}) => [outcome, error]).toSorted()).toEqual([
      ['done', null],
      ['failed', 'the program ended with 3: 3 bad undefined'],
    ])
  })

  test('Ctrl-C lets what is under way end, and leaves the rest', async ({bareWorld: world}) => {
    const {listen, env} = await openInbox(world)
    let finish = () => {}
    const bot = await startBot(async () => {
      await new Promise<void>(resolve => (finish = resolve))
      return 200
    })
    await listen.post(message('a'))
    await listen.post(message('b'))
    const work = world.start(`inbox work --forward-to ${bot.port}`, {env})
    await expect.poll(bot.asked).toBe(1)
    work.send('SIGTERM')
    finish()

    expect((await work.ended).code).toBe(143)
    const status = await world.msgr('inbox status --json', {env})
    expect(status.json()).toMatchObject({waiting: 1, working: 0, done: 1, workers: []})
  })

  test('needs a store, and a target or a program', async ({bareWorld: world}) => {
    const nothing = await world.msgr('inbox work')
    expect(nothing).toMatchObject({
      code: 2,
      err: expect.stringContaining('Give --forward-to <target> or --exec <command>'),
    })
    const storeless = await world.msgr('inbox work --forward-to 3000')
    expect(storeless.err).toContain('The settings name no store')
  })
})
