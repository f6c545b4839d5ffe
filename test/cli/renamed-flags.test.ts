import {describe, expect} from 'vitest'
import {test} from '../helpers/world.ts'

describe('a flag that has another name now', () => {
  test.for([
    ['listen --from 6411223344556677', 'It is now --person'],
    ['replay last --from=6411223344556677', 'It is now --person'],
    ['api POST me/messages --input body.json', 'It is now --from'],
    ['init --force', 'It is now --overwrite'],
    ['emulator test --record new.yaml --force', 'It is now --overwrite'],
    ['emulator test --record new.yaml --last', 'It is now --since-start'],
    ['emulator person say 1 --attachment image=x', 'It is now --attach'],
    ['emulator fault add --call /me --status 500', 'It is now --http-status'],
    ['send action 1 react --message m_1', 'It is now --mid'],
    ['label import people.csv --plan', 'It is now msgr label plan <file>'],
    ['insights export --metric all-live', 'It is now msgr insights export <metric...>'],
    ['emulator export state.json', 'A file is named by --out <file>'],
  ])('is named by %s', async ([line = '', hint], {bareWorld: world}) => {
    const {code, err} = await world.msgr(line)

    expect({code, err}).toMatchObject({code: 2, err: expect.stringContaining(`  ${hint}`)})
  })
})

/** Flags whose value has one name everywhere, so that one flag means one thing. */
const oneMeaning = ['--from', '--out', '--person', '--limit', '--rate', '--label', '--overwrite', '--force']

test('a flag takes the same everywhere', async ({bareWorld: world}) => {
  const {out} = await world.msgr('commands --json')
  const commands = JSON.parse(out) as readonly {options: readonly {flags: string}[]}[]

  for (const flag of oneMeaning) {
    const spelled = commands.flatMap(({options}) =>
      options.map(option => option.flags).filter(flags => flags.split(' ')[0] === flag),
    )
    expect([...new Set(spelled)], flag).toHaveLength(1)
  }
})
