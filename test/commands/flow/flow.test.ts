import {expect} from 'vitest'
import {startRules} from '../../helpers/rules-server.ts'
import {type EmulatedWorld, test} from '../../helpers/world.ts'

const welcome = `name: Driver sign up
eligible_platforms: [messenger]
welcome_message_flow:
  - message: {text: Would you like to drive for us?}
`

async function create(world: EmulatedWorld): Promise<string> {
  await world.write('welcome.yaml', welcome)
  return (await world.msgr('flow create welcome.yaml --json')).json().id
}

const useInAd = (world: EmulatedWorld, id: string) =>
  world.msgr(`emulator person refer 6411223344556677 --source ads --flow-id ${id}`)

test('a flow is created, listed, changed by what get printed, and deleted', async ({world}) => {
  const id = await create(world)

  expect((await world.msgr('flow list --json')).json()).toEqual([
    {
      id,
      name: 'Driver sign up',
      eligiblePlatforms: ['messenger'],
      usedInAd: false,
      updatedAt: expect.stringMatching(/Z$/),
    },
  ])
  const {out} = await world.msgr(['flow', 'get', 'Driver sign up', '--json'])
  await world.write('flow.json', out.replace('drive for us', 'ride with us'))
  expect((await world.msgr(['flow', 'edit', 'Driver sign up', 'flow.json'])).code).toBe(0)
  expect((await world.msgr(`flow get ${id}`)).out).toContain('Would you like to ride with us?')
  await world.write('name.yaml', 'name: Riders\n')
  expect((await world.msgr(`flow edit ${id} name.yaml --json`)).json()).toEqual({id, name: 'Riders'})
  expect((await world.msgr('flow delete Riders --yes --json')).json()).toEqual({
    id,
    name: 'Riders',
    deleted: true,
  })
  expect((await world.msgr('flow list --json')).json()).toEqual([])
})

test('a flow that an ad uses is neither changed nor deleted, and the platform is not asked to', async ({
  world,
}) => {
  const id = await create(world)
  await useInAd(world, id)

  const edited = await world.msgr(`flow edit ${id} welcome.yaml --debug`)
  const deleted = await world.msgr(`flow delete ${id} --yes --debug`)

  for (const {code, err} of [edited, deleted]) {
    expect([code, err]).toEqual([1, expect.stringContaining('is used in an ad')])
    expect(err).not.toMatch(/(?:POST|DELETE) \S*welcome_message_flows/)
  }
})

test('every fault of a file is said with its line, before any call', async ({world}) => {
  await create(world)
  await world.write(
    'bad.yaml',
    `name: A\neligible_platforms: [fax]\nwelcome_message_flow:\n  - message: {text: "${'a'.repeat(2001)}"}\n  - message: {attachment: {type: image, payload: {}}}\n`,
  )
  await world.write('empty.yaml', '{}\n')
  await world.write('other.yaml', 'id: "7"\nname: B\n')

  const bad = await world.msgr('flow create bad.yaml')
  const empty = await world.msgr(['flow', 'edit', 'Driver sign up', 'empty.yaml'])
  const other = await world.msgr(['flow', 'edit', 'Driver sign up', 'other.yaml'])
  const unknown = await world.msgr(['flow', 'get', 'Driver sing up'])

  expect([bad.code, empty.code, other.code, unknown.code]).toEqual([2, 2, 2, 1])
  expect(bad.err).toContain('bad.yaml:2: eligible_platforms[0]')
  expect(bad.err).toContain('bad.yaml:4: welcome_message_flow[0].message.text: 2001 characters, at most 2000')
  expect(bad.err).toContain('bad.yaml:5: welcome_message_flow[1].message.attachment.payload')
  expect(empty.err).toContain('names nothing to change')
  expect(other.err).toContain('other.yaml is about another flow')
  expect(unknown.err).toContain('Did you mean Driver sign up?')
  expect((await world.msgr('flow list --json')).json()).toHaveLength(1)
})

test('flows are read as the guide shows them: a list alone, and welcome_message as JSON in a text', async ({
  bareWorld: world,
}) => {
  const flow = (id: string, used: boolean) => ({
    id,
    name: 'Driver Sign up',
    welcome_message: '[{"message":{"text":"Hello"}}]',
    eligible_platforms: ['instagram', 'messenger'],
    last_update_time: '2023-09-01T05:20:38+0000',
    is_used_in_ad: used,
  })
  const {env} = await startRules([
    {path: '/welcome_message_flows', answer: [flow('123456789', false), flow('4362', true)]},
    {path: '.*', answer: {id: '109876543210987', name: 'Acme'}},
  ])

  const listed = await world.msgr('flow list', {env})
  const got = await world.msgr('flow get 4362', {env})
  const several = await world.msgr(['flow', 'get', 'Driver Sign up'], {env})

  expect(listed.out).toContain('123456789\tDriver Sign up\tinstagram, messenger\tno\t2023-09-01')
  expect(got.out).toContain('message\tHello')
  expect(got.out).toContain('in an ad\tyes')
  expect([several.code, several.err]).toEqual([2, expect.stringContaining('123456789, 4362')])
})
