import {describe, expect} from 'vitest'
import {startRules} from '../../helpers/rules-server.ts'
import {test} from '../../helpers/world.ts'

const ADA = '6411223344556677'

describe('what the emulator does not know is refused, and changes nothing', () => {
  test.for([
    ['fault add --call /me/messages --error 4 --share 200', '--share 200 is not a percentage'],
    ['fault add --call /me/messages --error 4 --share 0', '--share 0 is not a percentage'],
    ['fault add --call /me/messages --error 4 --share=-1', '--share -1 is not a percentage'],
    ['fault add --call /me/messages --error 4 --share some', '--share some is not a percentage'],
    ['fault add --call /me/messages --error 4 --seed 3', '--seed needs --share'],
    ['fault add --call /me/messages --error 4 --minutes abc', '--minutes abc is not a whole number'],
    ['fault add --call /me/messages --reset --minutes 1', '--minutes needs --error'],
    ['fault add --call /me/messages --http-status 9999', '--http-status 9999 is not an HTTP status'],
    ['fault add --event messages --gather 1', '--gather needs at least 2'],
    ['fault add --event mesages --duplicate', 'Did you mean messages?'],
    ['token change --take read_insight', 'Did you mean read_insights?'],
    ['token change --give pages_mesaging,read_insights', 'Did you mean pages_messaging?'],
    ['token change --take nonsense_at_all', '--take nonsense_at_all is not a permission'],
    ['token change --dead 461', 'Use one of 458, 459, 460, 463, 464, 467, 492, 493'],
    ['seed --people 2000000', '--people 2000000 is more than 1000000'],
    ['clock advnce 5h', 'Did you mean msgr emulator clock advance?'],
    [`person refer ${ADA} x --source SHORTLNK`, 'Did you mean SHORTLINK?'],
    [`person opt-in ${ADA} --type plugn`, 'Did you mean plugin?'],
    [`person opt-in ${ADA} --topic a --payload b --timezone Europe/Vien`, 'Did you mean Europe/Vienna?'],
    [`person opt-in ${ADA} --status stpo`, 'Did you mean stop?'],
    [`person say ${ADA} --attach imge=https://shop.example/a.png`, 'Did you mean image?'],
    [`person rate ${ADA} god`, 'Did you mean good?'],
    ['person add Zoe Miller --locale german', '"german" is not a locale; write de_DE'],
    ['person add Zoe Miller --timezone 99', 'timezone is the number of hours from GMT, from -12 to 14'],
    ['person say ../x Hi', '../x is not a PSID'],
    ['person sya 1 Hi', 'Did you mean say?'],
    ['limits --rates onn', '--rates onn is neither on nor off'],
    ['page --likes many', '--likes many is not a number'],
  ])('emulator %s', async ([line, told], {world}) => {
    const before = await world.msgr('emulator export')

    const {code, err} = await world.msgr(`emulator ${line}`)

    expect([code, err]).toEqual([2, expect.stringContaining(told as string)])
    expect((await world.msgr('emulator fault list --json')).out.trim()).toBe('[]')
    expect(JSON.parse((await world.msgr('emulator export')).out).state).toEqual(JSON.parse(before.out).state)
  })

  test('shares of above 0 to 100 are taken', async ({world}) => {
    for (const share of ['0.5', '100'])
      expect(
        (await world.msgr(`emulator fault add --call /me/messages --error 4 --share ${share}`)).code,
      ).toBe(0)
  })
})

describe('an overlay of a Page file for a Page that nobody knows', () => {
  const file = 'labels: [A]\npages: {shopp: {labels: [B]}}'

  test.for(['page validate', 'page plan', 'page apply --yes'])(
    'is refused by %s',
    async (line, {bareWorld}) => {
      const server = await startRules('rules-ok.json')
      await bareWorld.write(
        '.msgrrc.yaml',
        'pages: {shop: {pageId: "109876543210987", token: env:MSGR_PAGE_TOKEN}}',
      )
      await bareWorld.write('page.yaml', file)

      const {code, err} = await bareWorld.msgr(line, {env: server.env})

      expect([code, err]).toEqual([
        2,
        expect.stringContaining('pages.shopp: is not a Page of the settings; did you mean `shop`?'),
      ])
      expect(server.calls).toEqual([])
    },
  )

  test('is refused where the emulator has other Pages', async ({world}) => {
    await world.write('page.yaml', 'pages: {Acme Shp: {labels: [B]}}')
    expect((await world.msgr('page validate')).err).toContain('did you mean `Acme Shop`?')
    await world.write('page.yaml', 'pages: {Acme Shop: {labels: [B]}, "123": {labels: [C]}}')
    expect((await world.msgr('page validate')).code).toBe(0)
  })

  test('is taken where no Page is known at all', async ({bareWorld}) => {
    await bareWorld.write('page.yaml', file)
    expect((await bareWorld.msgr('page validate')).code).toBe(0)
  })
})

describe('a file for another command', () => {
  test.for([
    ['page apply', 'profile.yaml', 'profile.yaml is a profile file', 'msgr profile apply profile.yaml'],
    ['page plan', 'profile.yaml', 'profile.yaml is a profile file', 'msgr profile diff profile.yaml'],
    ['page validate', 'profile.yaml', 'profile.yaml is a profile file', 'msgr profile validate profile.yaml'],
    ['profile apply', 'page.yaml', 'page.yaml is a Page file', 'msgr page apply page.yaml'],
    ['profile set', 'page.yaml', 'page.yaml is a Page file', 'msgr page apply page.yaml'],
    ['profile diff', 'page.yaml', 'page.yaml is a Page file', 'msgr page plan page.yaml'],
    ['profile validate', 'page.yaml', 'page.yaml is a Page file', 'msgr page validate page.yaml'],
  ])('%s %s names the command that reads it', async ([line, file, told, hint], {world}) => {
    await world.write('profile.yaml', 'get_started: {payload: GO}')
    await world.write('page.yaml', 'labels: [VIP]\nprofile: {get_started: {payload: GO}}')

    const {code, err} = await world.msgr(`${line} ${file}`)

    expect(code).toBe(2)
    expect(err).toContain(told)
    expect(err).toContain(hint)
  })

  test('label create of a label that is there names --if-missing', async ({world}) => {
    const {code, err} = await world.msgr('label create Newsletter')

    expect(code).toBe(1)
    expect(err).toContain('--if-missing')
    expect((await world.msgr('label create Newsletter --if-missing')).code).toBe(0)
  })
})
