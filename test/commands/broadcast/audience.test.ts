import {describe, expect} from 'vitest'
import {type EmulatedWorld, test} from '../../helpers/world.ts'

const all = 12

function psids({emulator}: EmulatedWorld): string[] {
  const {people, pages} = emulator.world.state
  return Object.values(people)
    .filter(({pageId}) => pageId === Object.keys(pages)[0])
    .map(({psid}) => psid)
}

async function label(world: EmulatedWorld, name: string, people: readonly string[]): Promise<void> {
  await world.msgr(`label create ${name}`)
  await world.msgr(`label assign ${name} ${people.join(' ')}`)
}

async function plan(world: EmulatedWorld, flags: string) {
  const {out, err} = await world.msgr(`broadcast plan --text Hi ${flags} --json`)
  return out === '' ? err : JSON.parse(out)
}

describe('the people a broadcast is for', () => {
  test('are those under one label and not under others', async ({world}) => {
    const [one = '', two = '', three = ''] = psids(world)
    await label(world, 'Vip', [one, two, three])
    await label(world, 'Muted', [two])
    await label(world, 'Test', [three])

    expect(await plan(world, '--label Vip --not-label Muted --not-label Test')).toMatchObject({
      total: 1,
      excluded: {notUnderLabel: all - 3, underNotLabel: 2},
    })
  })

  test('are those of a file whom labels and times mean as well', async ({world}) => {
    const [one = '', two = '', three = ''] = psids(world)
    await label(world, 'Vip', [one, two, three])
    await label(world, 'Muted', [two])
    await world.write('people.csv', `psid\n${one}\n${two}\n999\nnobody\n`)

    const planned = await plan(world, '--to people.csv --not-label Muted --active-within 2000d')

    expect(planned).toMatchObject({
      total: 2,
      toSend: 1,
      skipped: {malformed: 1},
      excluded: {underNotLabel: 1, notActive: 1},
    })
  })

  test('are explained one by one in a file', async ({world}) => {
    const [one = '', two = ''] = psids(world)
    await label(world, 'Vip', [one, two])
    await world.write('people.csv', `psid\n${one}\n${one}\n${psids(world)[2]}\nx\n`)

    await plan(world, '--to people.csv --label Vip --explain out.csv')

    expect((await world.read('out.csv')).trim().split(/\r?\n/).sort()).toEqual(
      [
        'psid,included,reason',
        `${one},yes,`,
        `${one},no,line 3: this person is on the list already`,
        `${psids(world)[2]},no,not under the label`,
        'x,no,"line 5: x is not a page-scoped id, which has only digits"',
      ].sort(),
    )
  })

  test('are not only those who are left out', async ({world}) => {
    expect(await plan(world, '--not-label Muted')).toContain('Only whom to leave out is named')
  })
})
