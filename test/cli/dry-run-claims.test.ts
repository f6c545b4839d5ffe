import {describe, expect} from 'vitest'
import {test} from '../helpers/world.ts'

describe('a dry run claims nothing that was not done', () => {
  test.for([
    ['broadcast cancel last', /^Would cancel the paused run \S+, so that \d+ people would not get it\.\n$/],
    ['emulator reset', /^Would reset the emulator/],
    ['emulator fault clear', /^Would clear all faults/],
    ['emulator export --out state.json', /^Would write state\.json: /],
    ['emulator seed --people 3', /^Would add 3 people/],
    ['logout --page shop', /^Would remove the stored token of shop/],
  ] as const)('%s', async ([line, expected], {world}) => {
    await world.msgr('broadcast send --all --text Hi --split 1 --yes')
    const before = await world.msgr('broadcast status last --json')

    const {code, out, err} = await world.msgr(`${line} --dry-run`)

    expect(code).toBe(0)
    expect(out).toMatch(expected)
    expect(err).toContain('Nothing was changed: this is a dry run.')
    expect((await world.msgr('broadcast status last --json')).out).toBe(before.out)
  })

  test.for([
    ['page apply page.yaml', 'msgr page plan'],
    ['profile apply profile.yaml', 'msgr profile diff'],
  ] as const)(
    '%s shows requests as if the Page were empty, and says so',
    async ([line, compared], {world}) => {
      await world.write('page.yaml', 'labels: [VIP]\nprofile: {get_started: {payload: HI}}\n')
      await world.write('profile.yaml', 'get_started: {payload: HI}\n')
      await world.msgr('profile set profile.yaml')
      await world.msgr('label create VIP')

      const {out, err} = await world.msgr(`${line} --dry-run`)

      expect(out).toContain('POST')
      expect(err).toContain(`as if the Page were empty: ${compared} shows the difference`)
    },
  )
})
