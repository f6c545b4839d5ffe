import {describe, expect} from 'vitest'
import {startRules} from '../../helpers/rules-server.ts'
import {type EmulatedWorld, test} from '../../helpers/world.ts'

const page = (text: string) => `welcome_flows:
  - name: Driver sign up
    eligible_platforms: [instagram, messenger]
    welcome_message_flow:
      - message: {text: ${text}}
call_settings:
  audio_enabled: true
  call_hours:
    timezone_id: Europe/Zurich
    weekly_operating_hours:
      - {day_of_week: TUESDAY, open_time: "0900", close_time: "1800"}
      - {day_of_week: MONDAY, open_time: 0900, close_time: 1800}
`

/** Writes the file and applies it. */
async function apply(world: EmulatedWorld, text = 'Drive for us?') {
  await world.write('page.yaml', page(text))
  return world.msgr('page apply page.yaml --yes --json')
}

const flows = async (world: EmulatedWorld) => (await world.msgr('flow list --json')).json()

describe('welcome flows and call settings of a Page file', () => {
  test('are made once, match then in whatever order, and are pulled as they were written', async ({
    world,
  }) => {
    const first = await apply(world)
    const again = await apply(world)
    const lines = page('Drive for us?').split('\n')
    const [last = ''] = lines.splice(-2, 1)
    const shuffled = lines
      .toSpliced(-2, 0, last)
      .join('\n')
      .replace('instagram, messenger', 'messenger, instagram')
    await world.write('page.yaml', shuffled)
    const planned = await world.msgr('page plan page.yaml --exit-code')
    await world.msgr('page pull --out pulled.yaml')
    const pulled = await world.msgr('page plan pulled.yaml --exit-code')

    expect([first.code, again.code, planned.code, pulled.code]).toEqual([0, 0, 0, 0])
    expect(
      first
        .json()
        .pages[0].changes.map(({section, name}: {section: string; name: string}) => `${section}.${name}`),
    ).toEqual(['welcome_flows.Driver sign up', 'call_settings.audio_enabled', 'call_settings.call_hours'])
    expect(again.json().pages[0]).toMatchObject({status: 'unchanged', changes: []})
    expect((await world.msgr('call settings get --json')).json()).toMatchObject({
      audioEnabled: true,
      iconEnabled: true,
      callHours: {timezoneId: 'Europe/Zurich'},
    })
    const file = await world.read('pulled.yaml')
    expect(file).toContain('text: Drive for us?')
    expect(file).toContain('timezone_id: Europe/Zurich')
  })

  test('what differs is changed, and what only the Page has stays', async ({world}) => {
    await apply(world)
    await world.write(
      'other.yaml',
      'name: Other\neligible_platforms: [messenger]\nwelcome_message_flow: [{message: {text: Hi}}]\n',
    )
    await world.msgr('flow create other.yaml')
    const [{id}] = await flows(world)

    const {code, json} = await apply(world, 'Ride with us?')

    expect(code).toBe(0)
    expect(json().pages[0]).toMatchObject({
      changes: [{section: 'welcome_flows', name: 'Driver sign up', kind: 'change'}],
      left: ['welcome_flows.Other'],
    })
    expect((await world.msgr(`flow get ${id}`)).out).toContain('Ride with us?')
    expect(await flows(world)).toHaveLength(2)
  })

  test('a flow that an ad uses is reported by the plan and not tried; the rest is done: exit 6', async ({
    world,
  }) => {
    await apply(world)
    const [{id}] = await flows(world)
    await world.msgr(`emulator person refer 6411223344556677 --source ads --flow-id ${id}`)
    await world.write('page.yaml', `${page('Ride with us?')}labels: [VIP]\n`)

    const planned = await world.msgr('page plan page.yaml --exit-code')
    const asked = await world.msgr('page plan page.yaml --json')
    const applied = await world.msgr('page apply page.yaml --yes --debug')
    const alone = await apply(world, 'Ride with us?')

    expect([planned.code, applied.code, alone.code]).toEqual([3, 6, 6])
    expect(planned.out).toContain('! welcome_flows Driver sign up: An ad uses it')
    expect(planned.out).not.toContain('matches the file')
    expect(asked.json()).toMatchObject({
      pages: [{blocked: [{section: 'welcome_flows', name: 'Driver sign up'}]}],
      counts: {toChange: 1, unchanged: 0},
    })
    expect(applied.out).toContain('labels VIP')
    expect(applied.out).toContain('welcome_flows Driver sign up: An ad uses it')
    expect(applied.err).not.toMatch(/POST \S*welcome_message_flows/)
    expect(alone.json().pages[0]).toMatchObject({
      status: 'partly',
      changes: [],
      refused: [{name: 'Driver sign up'}],
    })
    expect((await world.msgr(`flow get ${id}`)).out).toContain('Drive for us?')
  })

  test('what others changed since the last apply is drift: exit 3, unless --yes', async ({world}) => {
    await apply(world)
    await world.msgr('call settings set --audio off')
    await world.write('edit.yaml', 'welcome_message_flow: [{message: {text: Something else}}]\n')
    await world.msgr(['flow', 'edit', 'Driver sign up', 'edit.yaml'])

    const plan = await world.msgr('page plan page.yaml --json')
    const stopped = await world.msgr('page apply page.yaml')
    const forced = await world.msgr('page apply page.yaml --yes')

    expect(plan.json().pages[0].drift).toEqual([
      'welcome_flows.Driver sign up',
      'call_settings.audio_enabled',
    ])
    expect([stopped.code, forced.code]).toEqual([3, 0])
    expect((await world.msgr('call settings get --json')).json().audioEnabled).toBe(true)
  })

  test('every fault is found before any Page is read, at its line', async ({world}) => {
    await world.write(
      'page.yaml',
      'call_settings:\n  icon_enabled: perhaps\n  call_hours: {timezone_id: Zurich, weekly_operating_hours: []}\nwelcome_flows:\n  - {name: A, eligible_platforms: [messenger], welcome_message_flow: [{message: {}}]}\n  - {name: A, eligible_platforms: [messenger], welcome_message_flow: [{message: {text: Hi}}]}\n',
    )

    const {code, err} = await world.msgr('page validate page.yaml')

    expect(code).toBe(2)
    for (const fault of [
      'page.yaml:2: call_settings.icon_enabled',
      'page.yaml:3: call_settings.call_hours.timezone_id',
      'page.yaml:3: call_settings.call_hours.weekly_operating_hours',
      'page.yaml:5: welcome_flows[0].welcome_message_flow[0].message',
      'page.yaml:6: welcome_flows[1]: `A` is already there',
    ])
      expect(err).toContain(fault)
  })

  test('an overlay changes single settings, and null removes one', async ({world}) => {
    await world.write(
      'page.yaml',
      'call_settings: {audio_enabled: true, icon_enabled: false}\npages:\n  Acme Shop:\n    call_settings: {icon_enabled: null, video_enabled: true}\n',
    )

    expect((await world.msgr(['page', 'apply', 'page.yaml', '--yes', '--page', 'Acme Shop'])).code).toBe(0)
    expect((await world.msgr('call settings get --json')).json()).toMatchObject({
      audioEnabled: true,
      videoEnabled: true,
      iconEnabled: true,
    })
  })
})

test('page pull leaves a section that the app may not read as the file has it', async ({
  bareWorld: world,
}) => {
  const refused = {status: 400, answer: {error: {code: 100, message: '(#100) Not for this app'}}}
  const {env} = await startRules([
    {path: '/messenger_call_settings', ...refused},
    {path: '/welcome_message_flows', answer: []},
    {path: '/(me|109876543210987)(\\?.*)?$', answer: {id: '109876543210987', name: 'Acme'}},
    {path: '.*', answer: {data: []}},
  ])
  await world.write('page.yaml', 'call_settings:\n  audio_enabled: true\n')

  const {code, err} = await world.msgr('page pull --out page.yaml', {env})

  expect(code).toBe(0)
  expect(err).toContain('call_settings could not be read: GET /me/messenger_call_settings was refused')
  expect(await world.read('page.yaml')).toContain('audio_enabled: true')
})
