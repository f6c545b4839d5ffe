import {describe, expect} from 'vitest'
import {startMsgr} from '../../helpers/child.ts'
import {patience} from '../../helpers/patience.ts'
import {hasPostgres} from '../../helpers/postgres-programs.ts'
import {test} from '../../helpers/world.ts'
import {message, openInbox, startBot} from './inbox.ts'

describe.skipIf(!hasPostgres('the inbox of killed workers'))('inbox work', () => {
  test('takes over what a killed worker had when its claim runs out, before later events of the person', async ({
    bareWorld: world,
  }) => {
    const {listen, env, database} = await openInbox(world)
    const order: string[] = []
    const bot = await startBot(async (text, asked) => {
      order.push(text)
      if (asked === 1) await new Promise(() => {})
      return 200
    })
    await listen.post(message('first'))
    await listen.post(message('second'))
    const args = ['inbox', 'work', '--forward-to', String(bot.port), '--claim', `${Math.ceil(patience / 2)}s`]
    const childEnv = {...env, PATH: process.env['PATH'] ?? '', HOME: world.home, MSGR_HOME: world.home}
    const killed = startMsgr(args, {cwd: world.folder, env: childEnv})
    await expect.poll(bot.asked).toBe(1)
    const [first] = await database.query("select until from msgr.inbox where state = 'a'")
    const other = world.start(`inbox work --until-idle --forward-to ${bot.port}`, {env})
    // Longer than its first claim, which it has renewed.
    const renewed =
      'select from msgr.inbox where until > clock_timestamp() and clock_timestamp() > $1::timestamptz'
    await expect.poll(() => database.query(renewed, [first?.['until']])).toHaveLength(1)
    expect(order).toEqual(['first'])
    killed.kill('SIGKILL')
    const {code, out} = await other.ended

    expect(code).toBe(0)
    expect(order).toEqual(['first', 'first', 'second'])
    expect(out).toMatch(/"first".*at try 2\n/)
  })

  test('an event whose worker ends each time is set aside', async ({bareWorld: world}) => {
    const {listen, env, database} = await openInbox(world)
    await listen.post(message('deadly'))
    await database.query(
      "update msgr.inbox set state = 'a', owner = 'gone', tries = 3, until = clock_timestamp() - interval '1 s'",
    )
    const bot = await startBot()

    const {code, out} = await world.msgr(`inbox work --forward-to ${bot.port} --tries 3 --until-idle`, {env})

    expect(code).toBe(6)
    expect(out).toMatch(/"deadly".*its worker ended each time: set aside after 3 tries/)
    expect(bot.asked()).toBe(0)
  })

  test('a worker whose claim ran out does not settle what another worker has', async ({bareWorld: world}) => {
    const {listen, env, database} = await openInbox(world)
    let finish = () => {}
    const bot = await startBot(async () => {
      await new Promise<void>(resolve => (finish = resolve))
      return 200
    })
    await listen.post(message('a'))
    const work = world.start(`inbox work --forward-to ${bot.port}`, {env})
    await expect.poll(bot.asked).toBe(1)
    await database.query("update msgr.inbox set owner = 'another'")
    finish()
    await work.out.holds('the claim ran out: another worker may have it')
    work.send('SIGINT')
    await work.ended

    expect(await database.query('select state, owner from msgr.inbox')).toEqual([
      {state: 'a', owner: 'another'},
    ])
  })
})
