import {expect} from 'vitest'
import {type EmulatedWorld, test} from '../../helpers/world.ts'

const body = (text: string) => `components:\n  - {type: BODY, text: ${text}}\n`
const create = async (world: EmulatedWorld, language = 'en') => {
  await world.write(
    'new.yaml',
    `name: pickup\nlanguage: ${language}\ncategory: UTILITY\n${body('Your parcel is there.')}`,
  )
  expect((await world.msgr('template create new.yaml')).code).toBe(0)
}
const textOf = async (world: EmulatedWorld, language = 'en') =>
  (await world.msgr(`template get pickup --language ${language} --json`)).json().components[0].text

test('template edit replaces the content, and the template is reviewed again', async ({world}) => {
  await create(world)
  await world.write('edit.yaml', body('Your parcel is waiting.'))
  await world.emulator.admin('POST', 'review', {seconds: 60})

  const edited = await world.msgr('template edit pickup edit.yaml --yes --json')

  expect(edited.code).toBe(0)
  expect(edited.json()).toMatchObject({
    name: 'pickup',
    language: 'en',
    status: 'PENDING',
    rejectedReason: null,
  })
  expect(await textOf(world)).toBe('Your parcel is waiting.')
  const sent = await world.msgr('send utility 6411223344556677 pickup --language en')
  expect(sent.code, 'it cannot be sent meanwhile').not.toBe(0)
  await world.emulator.admin('POST', 'clock', {advanceMs: 61_000})
  expect((await world.msgr('template get pickup --json')).json().status).toBe('APPROVED')
  expect((await world.msgr('send utility 6411223344556677 pickup --language en')).code).toBe(0)
})

test('a rejected edit ends with 1 and the reason', async ({world}) => {
  await create(world)
  await world.write('edit.yaml', body('Your parcel has a discount of 20 % off.'))

  const {code, out} = await world.msgr('template edit pickup edit.yaml --yes')

  expect(code).toBe(1)
  expect(out).toContain('Rejected for TAG_SHOULD_BE_MARKETING')
})

test('the file may be a whole template, but not another one', async ({world}) => {
  await create(world)
  await create(world, 'de')
  const whole = (await world.msgr('template get pickup --language de --json')).json()
  await world.write(
    'whole.json',
    JSON.stringify({...whole, components: [{type: 'BODY', text: 'Das Paket ist da.'}]}),
  )

  const several = await world.msgr('template edit pickup whole.json --yes')
  const other = await world.msgr('template edit pickup whole.json --language en --yes')
  const right = await world.msgr('template edit pickup whole.json --language de --yes')

  expect([several.code, other.code, right.code]).toEqual([2, 2, 0])
  expect(other.err).toContain('whole.json is about another template: its language is de, not en')
  expect([await textOf(world), await textOf(world, 'de')]).toEqual([
    'Your parcel is there.',
    'Das Paket ist da.',
  ])
})

test('faults are found before any call; without an answer, or in a dry run, nothing changes', async ({
  world,
}) => {
  await create(world)
  await world.write('bad.yaml', 'components:\n  - {type: HEADER, format: TEXT, text: Hi}\n')
  await world.write('edit.yaml', body('Your parcel is waiting.'))

  const bad = await world.msgr('template edit pickup bad.yaml --yes')
  const unasked = await world.msgr('template edit pickup edit.yaml')
  const dry = await world.msgr('template edit pickup edit.yaml --dry-run')
  const unknown = await world.msgr('template edit pickip edit.yaml --yes')

  expect([bad.code, unasked.code, dry.code, unknown.code]).toEqual([2, 2, 0, 1])
  expect(bad.err).toContain('needs a `BODY`')
  expect(dry.out).toContain('Your parcel is waiting.')
  expect(unknown.err).toContain('Did you mean pickup?')
  expect(await textOf(world)).toBe('Your parcel is there.')
})
