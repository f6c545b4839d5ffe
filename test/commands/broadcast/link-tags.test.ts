import {describe, expect, test as unit} from 'vitest'
import {withLinkTags} from '../../../src/commands/shared/files/link-tags.ts'
import {linksOf} from '../../../src/platform/message-links.ts'
import {sentIn} from '../../helpers/probe.ts'
import {type EmulatedWorld, test} from '../../helpers/world.ts'

const ada = '6411223344556677'
const tags = ['utm_source=messenger,utm_campaign=spring sale']

const button = (url: string) => ({type: 'web_url', title: 'Shop', url})
const tagged = (url: string, linkTags: readonly string[] = tags) =>
  linksOf(withLinkTags({buttons: [button(url), button('https://a.example')]}, {linkTags}).message)[0]?.url

describe('a link with tags', () => {
  unit.each([
    ['https://shop.example', 'https://shop.example?utm_source=messenger&utm_campaign=spring%20sale'],
    ['https://shop.example/?', 'https://shop.example/?utm_source=messenger&utm_campaign=spring%20sale'],
    [
      'https://shop.example/a?b=1',
      'https://shop.example/a?b=1&utm_source=messenger&utm_campaign=spring%20sale',
    ],
    [
      'https://shop.example/a?b=1&',
      'https://shop.example/a?b=1&utm_source=messenger&utm_campaign=spring%20sale',
    ],
    [
      'https://shop.example/a#top?x',
      'https://shop.example/a?utm_source=messenger&utm_campaign=spring%20sale#top?x',
    ],
    [
      'HTTPS://shop.example/{{page|a?b#c}}?d={{code}}#{{part}}',
      'HTTPS://shop.example/{{page|a?b#c}}?d={{code}}&utm_source=messenger&utm_campaign=spring%20sale#{{part}}',
    ],
    [
      'https://shop.example/?utm_source=mail',
      'https://shop.example/?utm_source=mail&utm_campaign=spring%20sale',
    ],
    ['https://shop.example/?utm%5Fsource', 'https://shop.example/?utm%5Fsource&utm_campaign=spring%20sale'],
    ['https://m.me/acme?ref=x', 'https://m.me/acme?ref=x'],
    ['https://www.messenger.com/t/acme', 'https://www.messenger.com/t/acme'],
    ['tel:+43123', 'tel:+43123'],
    ['myapp://open?x=1', 'myapp://open?x=1'],
  ])('%s', (url, expected) => {
    expect(tagged(url)).toBe(expected)
    expect(tagged(expected)).toBe(expected)
  })

  unit('values are encoded once, and placeholders in them stay', () => {
    expect(tagged('https://a.example/b', ['x=a%2Cb', 'y=50%', 'z={{customer_no|none}} &'])).toBe(
      'https://a.example/b?x=a%2Cb&y=50%25&z={{customer_no|none}}%20%26',
    )
  })
})

const offer = `attachment:
  type: template
  payload:
    template_type: generic
    elements:
      - title: Lamps
        image_url: https://img.example/lamp.png
        default_action: {type: web_url, url: "https://shop.example/{{page|all}}"}
        buttons:
          - {type: web_url, title: Shop, url: "https://shop.example/?a=1#top"}
          - {type: postback, title: More, payload: "https://not.a.link"}
`

const sent = (world: EmulatedWorld) => JSON.stringify(sentIn(world.emulator).map(({message}) => message))

describe('--link-tags', () => {
  test('is in the plan, in the message that people get, and in what the run stands for', async ({world}) => {
    await world.write('offer.yaml', offer)
    await world.write('people.csv', `psid,page\n${ada},lamps & co\n`)
    const flags = '--to people.csv --link-tags utm_source=messenger --link-tags utm_content={{page}}'

    const plan = await world.msgr(`broadcast plan offer.yaml ${flags} --json`)
    const shown = await world.msgr(`broadcast plan offer.yaml ${flags}`)
    await world.msgr(`broadcast send offer.yaml ${flags} --name spring --yes`)
    const message = sent(world)
    const other = await world.msgr('broadcast send offer.yaml --to people.csv --name spring --yes')

    expect(plan.json().links).toEqual([
      'https://shop.example/{{page|all}}?utm_source=messenger&utm_content={{page}}',
      'https://shop.example/?a=1&utm_source=messenger&utm_content={{page}}#top',
    ])
    expect(shown.out).toContain('Link: https://shop.example/?a=1&utm_source=messenger')
    expect(message).toContain(
      '"https://shop.example/lamps%20%26%20co?utm_source=messenger&utm_content=lamps%20%26%20co"',
    )
    expect(message).toContain(
      '"https://shop.example/?a=1&utm_source=messenger&utm_content=lamps%20%26%20co#top"',
    )
    expect(message).toContain('"https://img.example/lamp.png"')
    expect(message).toContain('"https://not.a.link"')
    expect(other.code).toBe(2)
  })

  test('works for marketing messages and for a template to one person', async ({world}) => {
    await world.write('offer.yaml', offer.replace('/{{page|all}}', '/all'))
    const marketing = '--via marketing --campaign "Autumn offers" --link-tags utm_source=messenger'

    const plan = await world.msgr(`broadcast plan offer.yaml ${marketing} --json`)
    const one = await world.msgr(`send template ${ada} offer.yaml --link-tags utm_source=messenger`)
    const paid = await world.msgr(
      `send marketing ${ada} offer.yaml --campaign "Autumn offers" --link-tags utm_source=messenger -n`,
    )

    expect(plan.json().links).toContain('https://shop.example/all?utm_source=messenger')
    expect(one.code).toBe(0)
    expect(sent(world)).toContain('https://shop.example/all?utm_source=messenger')
    expect(paid.out).toContain('https://shop.example/all?utm_source=messenger')
  })

  test('refuses what it cannot do', async ({world}) => {
    await world.write('offer.yaml', offer)
    await world.write('people.csv', `psid,link,page\n${ada},https://a.example,x\n`)
    await world.write('open.yaml', offer.replace('https://shop.example/{{page|all}}', '{{link}}'))
    await world.write('utility.yaml', 'template: {name: order_update, language: {code: en_US}}\n')
    const plan = 'broadcast plan --to people.csv'
    const cases = [
      [`${plan} offer.yaml --link-tags utm_source`, 'is not a name with a value'],
      [`${plan} offer.yaml --link-tags utm_source=`, 'is not a name with a value'],
      [`${plan} offer.yaml --link-tags utm_source=a, --link-tags b=1`, 'is not a name with a value'],
      [`${plan} offer.yaml --link-tags a=1,b=2 --link-tags a=3`, '--link-tags has a twice'],
      [`${plan} --text "https://a.example" --link-tags a=1`, 'finds no link to tag'],
      [`${plan} utility.yaml --link-tags a=1`, 'The links of a utility template are part of it'],
      [`${plan} open.yaml --link-tags a=1`, 'cannot tag {{link}}'],
      [`${plan} offer.yaml --link-tags a={{nowhere}}`, 'people.csv has no column nowhere'],
    ] as const

    for (const [line, message] of cases) {
      const {code, err, out} = await world.msgr(line)
      expect([line, code]).toEqual([line, 2])
      expect(err + out).toContain(message)
    }
  })
})
