import {describe, expect} from 'vitest'
import {hasPostgres} from '../../helpers/postgres-programs.ts'
import {test} from '../../helpers/world.ts'
import {message, openInbox, startBot} from './inbox.ts'

describe.skipIf(!hasPostgres('changes of the inbox'))('the inbox', () => {
  test('shows what is in it, by state and person', async ({bareWorld: world}) => {
    const {listen, env, database} = await openInbox(world)
    expect((await world.msgr('inbox list', {env, terminals: {stdout: true}})).out).toBe('No event waits.\n')
    for (const [text, psid] of [
      ['one', '2'],
      ['two', '3'],
      ['three', '3'],
    ] as const)
      await listen.post(message(text, psid))
    await database.query("update msgr.inbox set state = 'd', done_at = now() where psid = '2'")

    const summaries = async (flags: string) => {
      const {out} = await world.msgr(`inbox list --json ${flags}`, {env})
      return JSON.parse(out).map(({summary}: {summary: string}) => summary)
    }
    expect(await summaries('')).toEqual(['"two"', '"three"'])
    expect(await summaries('--state done')).toEqual(['"one"'])
    expect(await summaries('--person 3 --limit 1')).toEqual(['"two"'])
    expect(await summaries('--person 2')).toEqual([])
    const {out} = await world.msgr('inbox status', {env})
    expect(out).toMatch(
      /^2 waiting, 0 being handled, 0 failed, 1 done, 0 dropped\nThe oldest that is not done came /,
    )
  })

  test('what failed is handled again by retry, all of it by --failed', async ({bareWorld: world}) => {
    const {listen, env, database} = await openInbox(world)
    // What is answered otherwise came too late for a busy database, and the ids below would be others.
    for (const [index, text] of ['one', 'two', 'three'].entries())
      expect(await listen.post(message(text, `${index + 2}`)), listen.out.text).toBe(200)
    await database.query("update msgr.inbox set state = 'f', tries = 10, error = 'x', done_at = now()")

    const dry = await world.msgr('inbox retry 1 --dry-run --json', {env})
    expect(dry.json()).toEqual([{id: '1', changed: true, state: 'failed'}])
    const one = await world.msgr('inbox retry 2 999 2', {env})
    expect(one).toMatchObject({code: 6, out: '✔ 1 event to handle again\n✖ 999 is not in the inbox\n'})
    const again = await world.msgr('inbox retry 2', {env})
    expect(again.out).toBe('✖ 2 was left as it is: it waits already\n')
    const rest = await world.msgr('inbox retry --failed', {env})
    expect(rest).toMatchObject({code: 0, out: '✔ 2 events to handle again\n'})

    const bot = await startBot()
    await world.msgr(`inbox work --forward-to ${bot.port} --until-idle`, {env})
    expect(bot.texts.toSorted()).toEqual(['one', 'three', 'two'])
    expect((await world.msgr('inbox retry --failed', {env})).out).toBe('No event has failed.\n')
  })

  test('what is dropped is not handled, not even when it comes again, and prune removes it', async ({
    bareWorld: world,
  }) => {
    const {listen, env, database} = await openInbox(world)
    await listen.post(message('no'))
    await listen.post(message('yes'))

    expect((await world.msgr('inbox drop 1', {env})).code).toBe(2)
    const dropped = await world.msgr('inbox drop 1 --yes', {env})
    expect(dropped).toMatchObject({code: 0, out: '✔ 1 event dropped\n'})
    await listen.post(message('no'))
    const bot = await startBot()
    await world.msgr(`inbox work --forward-to ${bot.port} --until-idle`, {env})

    expect(bot.texts).toEqual(['yes'])
    await database.query("update msgr.inbox set done_at = done_at - interval '2 days'")
    await world.msgr('store prune --older-than 1d --yes', {env: {...env, MSGR_STORE: database.url('owner')}})
    expect(await database.query('select id from msgr.inbox')).toEqual([])
  })

  test('ids are checked before anything is asked', async ({bareWorld: world}) => {
    for (const line of ['inbox retry', 'inbox drop']) {
      expect((await world.msgr(line)).err).toContain('No event is named')
      expect((await world.msgr(`${line} m_1`)).err).toContain('m_1 is not the id of an event in the inbox')
    }
  })
})
