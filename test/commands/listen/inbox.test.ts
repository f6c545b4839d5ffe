import {describe, expect} from 'vitest'
import {hasPostgres} from '../../helpers/postgres-programs.ts'
import {test} from '../../helpers/world.ts'
import {message, openInbox} from '../inbox/inbox.ts'
import {listening} from './listening.ts'

describe.skipIf(!hasPostgres('listen --inbox'))('listen --inbox', () => {
  test('answers 200 only for what is stored, and shows it; 503 while it cannot be stored', async ({
    bareWorld: world,
  }) => {
    const {listen, database} = await openInbox(world)
    const stored = async () =>
      (await database.query<{text: string}>("select convert_from(raw, 'UTF8') as text from msgr.inbox")).map(
        ({text}) => JSON.parse(text).entry[0].messaging[0].message.text,
      )
    expect(listen.out.text).toMatch(/✔ inbox +postgres:\/\/sender@127/)
    expect(await listen.post(message('kept'))).toBe(200)
    expect(await stored()).toEqual(['kept'])
    await listen.out.holds('"kept"')
    expect(await listen.post(message('forged'), 'another secret')).toBe(403)

    await database.query('alter table msgr.inbox rename to away')
    expect(await listen.post(message('lost?'))).toBe(503)
    await listen.out.holds(/✖ 503 the delivery cannot be kept: /)
    expect(listen.out.text).not.toContain('"lost?"')
    await database.query('alter table msgr.away rename to inbox')
    await database.query('select pg_terminate_backend(pid) from pg_stat_activity where usename = $1', [
      'sender',
    ])
    await expect.poll(() => listen.post(message('lost?'))).toBe(200)
    expect(await stored()).toEqual(['kept', 'lost?'])
  })

  test('deliveries that come together are each stored, also beside one that the database refuses', async ({
    bareWorld: world,
  }) => {
    const {listen, database} = await openInbox(world)
    await database.query(
      "alter table msgr.inbox add constraint no_cats check (convert_from(raw, 'UTF8') not like '%cat%')",
    )

    const texts = Array.from({length: 40}, (_, index) => (index === 17 ? 'cat' : `${index}`))
    const statuses = await Promise.all(texts.map(text => listen.post(message(text, `1${text}`))))

    expect(statuses.filter(status => status !== 200)).toEqual([503])
    expect(statuses[17]).toBe(503)
    expect(await database.query('select count(*)::int from msgr.inbox')).toEqual([{count: 39}])
  })

  test('keeps what no column can hold, and every event of the Test button', async ({bareWorld: world}) => {
    const {listen, database} = await openInbox(world)
    const odd = {
      object: 'page',
      entry: [{id: '1', time: 1, changes: [{field: `x\0${'y'.repeat(3000)}`, value: {}}]}],
    }
    const button = {
      object: 'page',
      entry: [{id: '0', time: 1, changes: [{field: 'messages', value: {message: {mid: 'm'}}}]}],
    }

    for (const delivery of [odd, odd, button, button]) expect(await listen.post(delivery)).toBe(200)
    expect(await listen.post({object: 'page', entry: []})).toBe(200)

    const rows = await database.query<{field: string}>('select field from msgr.inbox order by id')
    expect(rows.map(({field}) => field)).toEqual([`x${'y'.repeat(199)}`, 'messages', 'messages'])
  })

  test('needs a store that is there, and no other place for events', async ({bareWorld: world}) => {
    expect((await world.msgr('listen --port 0 --inbox')).err).toContain('The settings name no store')
    const away = await world.msgr('listen --port 0 --inbox --store postgres://x@127.0.0.1:1/x')
    expect([away.code, away.err]).toEqual([8, expect.stringContaining('the connection was refused')])
    const spooled = await world.msgr('listen --port 0 --inbox --spool')
    expect(spooled.err).toContain('Leave out --spool')
    const forwarded = await world.msgr('listen --port 0 --inbox --forward-to 3000')
    expect(forwarded.err).toContain('msgr inbox work --forward-to')
  })

  test('without --inbox, a store of the settings changes nothing', async ({bareWorld: world}) => {
    const {database, env} = await openInbox(world)
    const plain = await listening(world, [], {env})
    await plain.post(message('shown'))
    await plain.out.holds('"shown"')
    plain.send('SIGINT')
    await plain.ended

    expect(await database.query('select id from msgr.inbox')).toEqual([])
  })
})
