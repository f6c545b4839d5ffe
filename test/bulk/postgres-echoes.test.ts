import {describe, expect} from 'vitest'
import {draftRun} from '../../src/bulk/draft.ts'
import type {SendRequest} from '../../src/bulk/manifest.ts'
import {readReport} from '../../src/bulk/report.ts'
import {type SendAllOptions, sendAll} from '../../src/bulk/send-all.ts'
import {storingWith} from '../../src/inbox/receive.ts'
import {parseEvents} from '../../src/webhook/parse-events.ts'
import {openDatabase} from '../helpers/postgres.ts'
import {hasPostgres} from '../helpers/postgres-programs.ts'
import {type BulkWorld, collect, people, test, toRows} from './bulk-world.ts'
import {connectTo, openPostgresStore} from './open-postgres-store.ts'

const PEOPLE = 8
const PAGE = '109876543210987'

/** A run in a database, whose inbox gets echoes as `listen --inbox` stores them. */
async function runWithInbox(world: BulkWorld) {
  const database = await openDatabase()
  const store = await openPostgresStore(database, {owner: 'one'})
  const storeEvents = storingWith((await connectTo(database)).query)
  const draft = await draftRun(toRows(people(PEOPLE)), {...world.draftOptions(), store})
  const {run} = await draft.freeze()
  const receive = async (message: object, {psid = '', page = PAGE} = {}) => {
    const item = {sender: {id: page}, recipient: {id: psid}, timestamp: 1, message}
    const envelope = {object: 'page', entry: [{id: page, time: 1, messaging: [item]}]}
    const body = Buffer.from(JSON.stringify(envelope))
    await storeEvents({rawHeaders: [], body}, parseEvents(envelope))
  }
  return {
    ...{database, run, receive, stored: store.open(run)},
    echo: ({recipient, message}: SendRequest) =>
      receive({mid: `m_echo_${recipient.id}`, is_echo: true, ...message}, {psid: recipient.id}),
    send: (options: Partial<SendAllOptions> = {}) =>
      sendAll(store.open(run), {...world.options(), liftsPause: true, ...options}),
  }
}

describe.skipIf(!hasPostgres('echoes in the inbox of a store'))('the echo of a message in doubt', () => {
  test('that comes while the run is sent settles it at its end', async ({world}) => {
    const {send, echo, stored} = await runWithInbox(world)
    const [one] = people(1)
    world.platform.answer = psid => (psid === one ? 'withhold' : undefined)

    const sent = await send({
      send: async request => {
        const outcome = await world.platform.send(request)
        if (outcome.kind === 'in-doubt') await echo(request)
        return outcome
      },
    })

    expect(sent).toMatchObject({state: 'done', counts: {sent: PEOPLE, inDoubt: 0}})
    const [row] = await collect(readReport(stored))
    expect(row).toMatchObject({psid: one, outcome: 'sent', messageId: `m_echo_${one}`, attempts: 1})
  })

  test('that comes later settles it when the run is resumed, and nobody gets the message twice', async ({
    world,
  }) => {
    const {send, echo, run} = await runWithInbox(world)
    world.platform.answer = () => 'withhold'
    const left = await send()
    const echoed = world.platform.accepted.filter(({metadata}) => metadata !== `${run}:3`)
    for (const {psid, metadata, text} of echoed)
      await echo({recipient: {id: psid}, message: {metadata, text}})

    const resumed = await send()

    expect(left.counts).toMatchObject({sent: 0, inDoubt: PEOPLE})
    expect(resumed.counts).toMatchObject({sent: PEOPLE - 1, inDoubt: 1})
    expect(new Set(world.platform.deliveries.values())).toEqual(new Set([1]))
  })

  test('counts only with the mark of this run, to this person, from this Page', async ({world}) => {
    const {send, receive, run, database} = await runWithInbox(world)
    const [one = '', two] = people(2)
    world.platform.answer = psid => (psid === one ? 'withhold' : undefined)
    await send()
    const echo = {mid: 'm_1', is_echo: true, text: 'Hello', metadata: `${run}:1`}

    await receive(echo, {psid: two})
    await receive({...echo, mid: 'm_2'}, {psid: one, page: '209876543210987'})
    await receive({...echo, mid: 'm_3', is_echo: false}, {psid: one})
    await receive({...echo, mid: 'm_4', metadata: `${run}:10`}, {psid: one})
    await receive({...echo, mid: 'm_5', metadata: `x${run}:1`}, {psid: one})
    await receive({...echo, mid: 'm_6', metadata: undefined}, {psid: one})
    await receive({...echo, mid: 'm_7', metadata: 'order', text: `"metadata":"${run}:1"`}, {psid: one})
    // Bytes that are neither text nor JSON.
    await database.query(
      `insert into msgr.inbox (key, page_id, field, raw, headers)
       select 'broken', $1, 'message_echoes', convert_to($2, 'UTF8') || '\\x00ff'::bytea, '[]'`,
      [PAGE, `{"metadata":"${run}:1"`],
    )
    expect((await send()).counts).toMatchObject({sent: PEOPLE - 1, inDoubt: 1})

    await receive({...echo, mid: 'm_8'}, {psid: one})
    expect((await send()).counts).toMatchObject({sent: PEOPLE, inDoubt: 0})
  })
})
