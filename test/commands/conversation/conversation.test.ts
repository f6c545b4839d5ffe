import {describe, expect} from 'vitest'
import {conversationsOf} from '../../helpers/probe.ts'
import {test} from '../../helpers/world.ts'

const ada = '6411223344556677'

describe('conversation messages', () => {
  test('shows a conversation newest first, by person and by its id', async ({world}) => {
    await world.msgr(['send', 'text', ada, 'Hello Ada!'])

    const byPerson = await world.msgr(['conversation', 'messages', ada, '--json'])
    const byId = await world.msgr(['conversation', 'messages', `t_${ada}`, '--json'])

    expect(byPerson.code).toBe(0)
    expect(byId.out).toBe(byPerson.out)
    const lines = byPerson.out.trim().split('\n')
    expect(lines.map(line => JSON.parse(line).text)).toEqual(['Hello Ada!', 'Hi! Do you open on Sundays?'])
  })

  test('goes to the end of a long one', async ({world}) => {
    for (let number = 0; number < 130; number += 1)
      await world.emulator.admin('POST', `people/${ada}/say`, {text: `message ${number}`})

    const all = await world.msgr(['conversation', 'messages', ada, '--limit', 'all'])
    world.clock.advance(5_000) // past the limit of calls a second
    const newest = await world.msgr(['conversation', 'messages', ada])
    const some = await world.msgr(['conversation', 'messages', ada, '--limit', '3', '--format', 'csv'])

    expect(all.out.trim().split('\n')).toHaveLength(131)
    expect(some.out.trim().split('\n')).toHaveLength(4)
    expect(newest.out.trim().split('\n')).toHaveLength(30)
    expect(newest.err).toBe('Showing the first 30. For more: --limit 300, or --limit all\n')
  })

  test('of somebody who never wrote says so', async ({world}) => {
    const {code, err} = await world.msgr(['conversation', 'messages', '999999'])

    expect(code).toBe(1)
    expect(err).toContain('999999 has no conversation with the Page')
  })
})

describe('conversation export', () => {
  test('is a file that a broadcast takes, names included', async ({world}) => {
    const {out} = await world.msgr('conversation export --active-within 24h --format csv')
    await world.write('people.csv', out)

    const plan = await world.msgr([
      ...'broadcast send --to people.csv --yes --json --text'.split(' '),
      'Hi {{first_name|there}}!',
    ])

    expect(out.split('\n')[0]).toBe(
      'psid,name,firstName,lastName,conversationId,updatedAt,lastWroteAt,window',
    )
    expect(out).toContain(`${ada},Ada Lindqvist,Ada,Lindqvist,`)
    expect(JSON.parse(plan.out)).toMatchObject({total: 8})
    const sent = await world.emulator.admin('GET', 'sent')
    expect(sent.find(({psid}) => psid === ada)?.message['text']).toBe('Hi Ada!')
  })

  test('pages to the end at two calls a second, and finds everybody once', async ({world}) => {
    await world.emulator.admin('POST', 'seed', {people: 988})
    const startMs = world.clock.now()

    const {code, out} = await world.msgr('conversation export --json --quiet')

    const psids = out
      .trim()
      .split('\n')
      .map(line => JSON.parse(line).psid)
    const {calls} = await world.emulator.admin('GET', 'calls')
    const listings = calls.find(({call}) => call === 'GET /me/conversations')?.times ?? 0
    expect(code).toBe(0)
    expect(new Set(psids).size).toBe(1000)
    expect(psids).toHaveLength(1000)
    expect(listings).toBeLessThanOrEqual(12)
    expect(world.clock.now() - startMs).toBeGreaterThanOrEqual((listings - 1) * 500)
  })

  test('whoever writes while the list is read is not missed', async ({world}) => {
    await world.emulator.admin('POST', 'seed', {people: 300})
    const oldest = conversationsOf(world.emulator).toSorted(
      (one, other) => one.updatedMs - other.updatedMs,
    )[0]
    const running = world.start('conversation export --json --quiet')
    await running.out.holds('\n')
    if (oldest !== undefined) oldest.updatedMs = world.clock.now()

    const {out} = await running.ended

    expect(out).toContain(`"${oldest?.psid}"`)
  })

  test('has the messages too, where there is a place for them', async ({world}) => {
    const {out} = await world.msgr('conversation export --with-messages --json --quiet')
    const refused = await world.msgr('conversation export --with-messages --format csv')

    const rows = out
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(rows.find(({psid}) => psid === ada).messages[0]).toMatchObject({
      fromId: ada,
      text: 'Hi! Do you open on Sundays?',
      createdAt: expect.stringMatching(/Z$/),
    })
    expect(refused.code).toBe(2)
    expect(refused.err).toContain('A table cannot show messages')
  })
})

test('emulator seed adds people to the emulator that runs', async ({world}) => {
  const {code, out} = await world.msgr('emulator seed --people 100')
  const dry = await world.msgr('emulator seed --people 100 --dry-run')

  expect(code).toBe(0)
  expect(out).toMatch(
    /^Added 100 people to the Page 109876543210987: \d+ inside the window, \d+ under Newsletter/,
  )
  expect(dry.out).toBe('Would add 100 people.\n')
  const people = await world.emulator.admin('GET', 'people?page=109876543210987')
  expect(people).toHaveLength(112)
})
