import {describe, expect} from 'vitest'
import {pageOf, peopleOf} from '../../helpers/probe.ts'
import {type EmulatedWorld, test} from '../../helpers/world.ts'

const all = 12

const psids = ({emulator}: EmulatedWorld): string[] =>
  peopleOf(emulator, pageOf(emulator).id).map(({psid}) => psid)

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

  test('are those whom conversation list names, by the clock of the emulator, whatever it shows', async ({
    world,
  }) => {
    const listed = async (flags = '') =>
      JSON.parse((await world.msgr(`conversation list --limit all --json ${flags}`)).out) as {
        window: string
      }[]
    const agree = async () => {
      const open = (await listed()).filter(({window}) => window === 'open').length
      const {toSend, skipped} = await plan(world, '--all')
      expect([toSend, skipped?.windowClosed ?? 0]).toEqual([open, all - open])
      for (const time of ['0h', '90s', '23h', '47h']) {
        const planned = await plan(world, `--active-within ${time}`)
        expect(planned.total, time).toBe((await listed(`--active-within ${time}`)).length)
      }
      return open
    }

    // An answer makes nobody active.
    const {out: answered} = await world.msgr(`send text ${psids(world)[1]} Hello --json`)
    expect(answered).toContain('messageId')
    expect(await listed('--active-within 90s')).toEqual([])
    const now = await agree()
    await world.msgr('emulator clock advance 22h')
    const later = await agree()
    await world.msgr('emulator clock advance 3h')
    expect(await agree()).toBe(0)
    expect(later).toBeGreaterThan(0)
    expect(later).toBeLessThan(now)
    const {out} = await world.msgr('broadcast send --all --text Hi --yes --json')
    expect(JSON.parse(out)).toMatchObject({sent: 0, skipped: all})
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
        `${one},no,line 3: this person is already on the list`,
        `${psids(world)[2]},no,without the label`,
        'x,no,"line 5: x is not a page-scoped id, which has only digits"',
      ].sort(),
    )
  })

  test('are not only those who are left out', async ({world}) => {
    expect(await plan(world, '--not-label Muted')).toContain('The flags only say whom to exclude')
  })
})
