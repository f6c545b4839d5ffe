import {describe, expect} from 'vitest'
import {recipientOf, sentIn} from '../../helpers/probe.ts'
import {createWorld, type EmulatedWorld, test} from '../../helpers/world.ts'
import {manyCases, reach} from './every-path.ts'

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
  test.each(
    cases.map(
      each => [`${each.line}${each.before === undefined ? '' : ` after ${each.before}`}`, each] as const,
    ),
  )('%s', async (_, {before = [], line, isRefused, got = 0, asOf}) => {
    const world = await createWorld({asOf})
    const typed = (text: string) => text.replaceAll('ADA', ada).replaceAll('BEN', ben)
    await world.write('people.csv', `psid,first_name\n${ada},Ada\n${ben},Ben\n`)
    for (const each of before) await world.msgr(typed(each))
    expect(countFor(world, ada)).toBe(got)
    const earlier = countFor(world, ben)

    expect(await world.msgr(`optout add ${ada}`)).toMatchObject({code: 0})
    const {code, err} = await world.msgr(typed(line))

    expect(countFor(world, ada)).toBe(got)
    expect(countFor(world, ben), err).toBe(isRefused ? earlier : earlier + 1)
    if (isRefused) {
      expect({code, err}).toMatchObject({code: 2, err: expect.stringContaining('cannot leave out single')})
    }
  })
})
