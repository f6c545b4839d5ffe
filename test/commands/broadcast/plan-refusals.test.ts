import {describe, expect} from 'vitest'
import {test} from '../../helpers/world.ts'

const humanAgent = 'HUMAN_AGENT is for what a human agent writes to one person'

describe('a plan says what send would refuse', () => {
  test.for([
    [
      'a row without an id',
      'psid\n6411223344556677\nnobody\n',
      '',
      'people.csv has a fault:\\n  people.csv:3: nobody is not a page-scoped id',
    ],
    ['no row', 'psid\n', '', 'people.csv is empty: it lists nobody'],
    ['a tag for single answers', 'psid\n6411223344556677\n', '--tag HUMAN_AGENT', humanAgent],
  ] as const)('%s', async ([, list, flags, refusal], {world}) => {
    await world.write('people.csv', list)
    const line = `--to people.csv --text Hi ${flags}`

    const planned = await world.msgr(`broadcast plan ${line}`)
    const json = await world.msgr(`broadcast plan ${line} --json`)
    const dry = await world.msgr(`broadcast send ${line} --dry-run`)
    const sent = await world.msgr(`broadcast send ${line} --yes`)

    expect([planned.code, json.code, dry.code, sent.code]).toEqual([2, 2, 2, 2])
    expect(planned.out).toMatch(new RegExp(`✖ send would refuse this: ${refusal}.*\\n {2}.*\\n$`))
    expect(JSON.parse(json.out).refusals).toHaveLength(1)
    expect((await world.msgr('broadcast list --json')).out).toBe('[]\n')
  })

  test('and nothing where it would begin', async ({world}) => {
    await world.write('people.csv', 'psid\n6411223344556677\nnobody\n')

    const {code, out} = await world.msgr('broadcast plan --to people.csv --text Hi --skip-invalid --json')

    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({toSend: 1, refusals: [], windows: {unknown: 1}})
  })
})

test('--force sends with HUMAN_AGENT, with a warning', async ({world}) => {
  const {code, err} = await world.msgr('broadcast send --all --text Hi --tag HUMAN_AGENT --yes --force')

  expect(code).toBe(0)
  expect(err).toContain('the platform restricts Pages that use it otherwise')
})
