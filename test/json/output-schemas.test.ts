import {describe, expect} from 'vitest'
import {table} from '../../src/cli/table.ts'
import {checkOutput} from '../helpers/output-check.ts'
import {outputValidator} from '../helpers/output-validators.ts'
import {test} from '../helpers/world.ts'

const silent = ['emulator exec']

test('every command that prints has a schema, and so has what any command can print', async ({bareWorld}) => {
  const listed = (await bareWorld.msgr('schema output --json')).json().schemas as readonly {name: string}[]
  const printing = Object.keys(table).filter(name => !silent.includes(name))

  expect(listed.map(({name}) => name.replace('output ', '')).sort()).toEqual(
    [...printing, 'dry-run', 'error', 'pages'].sort(),
  )
})

test('schema output prints the schema of a command, and refuses what has none', async ({bareWorld}) => {
  const {out} = await bareWorld.msgr('schema output label list')
  expect(JSON.parse(out)).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'What msgr label list --json prints',
    type: 'array',
  })
  const {err, code} = await bareWorld.msgr('schema output label lst')
  expect(code).toBe(2)
  expect(err).toContain('Did you mean label list?')
  expect((await bareWorld.msgr('schema output ../../../etc/passwd')).code).toBe(2)
  expect((await bareWorld.msgr('schema page label')).code).toBe(2)
})

test('commands --json says where the schema of each is', async ({bareWorld}) => {
  const all = (await bareWorld.msgr('commands --json')).json() as readonly {
    name: string
    schema: string | null
  }[]

  expect(all.find(({name}) => name === 'label list')?.schema).toBe('dist/output-schemas/label_list.json')
  expect(all.find(({name}) => name === 'emulator exec')?.schema).toBeNull()
})

describe('an output that breaks its schema is noticed:', () => {
  const label = {id: '1712000000000001', name: 'VIP'}

  test.for([
    ['an id that is a number', [{...label, id: 1712000000000001}]],
    ['a key that is left out', [{id: label.id}]],
    ['a key that nobody declared', [{...label, colour: 'red'}]],
    ['another shape', label],
  ] as const)('%s', async ([, value]) => {
    await expect(checkOutput(['label', 'list', '--json'], JSON.stringify(value), '')).rejects.toThrow(
      'not as msgr schema output label list says',
    )
  })

  test('a time that is not in UTC', async () => {
    const clock = await outputValidator('emulator clock')
    const times = ['2026-11-20T09:15:00.000Z', '2026-11-20T09:15:00+0000', '1763630100']
    expect(times.map(now => clock?.({now, offsetMs: 0, dryRun: false}))).toEqual([true, false, false])
  })

  test('an error without one of its keys', async () => {
    const err = `${JSON.stringify({error: {code: 'USAGE', message: 'No', hint: null}})}\n`
    await expect(checkOutput(['label', 'list', '--json'], '', err)).rejects.toThrow('schema output error')
  })
})
