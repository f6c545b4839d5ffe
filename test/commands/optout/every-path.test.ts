import {describe, expect} from 'vitest'
import {openDatabase} from '../../helpers/postgres.ts'
import {hasPostgres} from '../../helpers/postgres-programs.ts'
import {recipientOf, sentIn} from '../../helpers/probe.ts'
import {createWorld, type EmulatedWorld, test} from '../../helpers/world.ts'
import {type ManyCase, manyCases, reach} from './every-path.ts'

const ada = '6411223344556677'
const ben = '6411223345556680'

/** How many messages of either kind a person got. */
const countFor = ({emulator}: EmulatedWorld, psid: string): number =>
  sentIn(emulator).filter(each => recipientOf(emulator, each) === psid).length

describe('people who opted out, on every path to more than one person', () => {
  test('every command is known, with whom it can reach, and each that reaches many has its cases', async ({
    world,
  }) => {
    const {json} = await world.msgr('commands --json')
    const names = (json() as {name: string}[]).map(({name}) => name)

    expect([...names].sort(), 'add a new command to every-path.ts').toEqual(Object.keys(reach).sort())
    const many = Object.keys(reach).filter(name => reach[name] === 'many')
    expect(many.sort()).toEqual(Object.keys(manyCases).sort())
  }, 60_000)

  const cases = Object.values(manyCases).flat()
  const named = (each: ManyCase) => `${each.line}${each.before === undefined ? '' : ` after ${each.before}`}`

  test.each(cases.map(each => [named(each), each] as const))('%s', async (_, each) => {
    await leavesAdaOut(each)
  })

  test
    .skipIf(!hasPostgres('people who opted out, in a store'))
    .each(cases.map(each => [named(each), each] as const))('with a store: %s', async (_, each) => {
    await leavesAdaOut(each, {MSGR_STORE: (await openDatabase()).url()})
  })
})

async function leavesAdaOut(
  {before = [], line, isRefused, got = 0, asOf}: ManyCase,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const world = await createWorld({asOf})
  const msgr = (text: string) => world.msgr(text.replaceAll('ADA', ada).replaceAll('BEN', ben), {env})
  await world.write('people.csv', `psid,first_name\n${ada},Ada\n${ben},Ben\n`)
  for (const each of before) await msgr(each)
  expect(countFor(world, ada)).toBe(got)
  const earlier = countFor(world, ben)

  expect(await msgr(`optout add ${ada}`)).toMatchObject({code: 0})
  const {code, err} = await msgr(line)

  expect(countFor(world, ada)).toBe(got)
  expect(countFor(world, ben), err).toBe(isRefused ? earlier : earlier + 1)
  if (isRefused) {
    expect({code, err}).toMatchObject({code: 2, err: expect.stringContaining('cannot leave out single')})
  }
}
