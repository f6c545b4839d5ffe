import {expect} from 'vitest'
import {account, autumn} from '../emulator/ads.ts'
import {closeAtEnd, test} from './conversing.ts'

closeAtEnd()

test('a person opts in on the card, gets marketing messages, copies a code and stops', async ({open}) => {
  const {page, send, call, emulator, psid, complaints} = await open()
  const {adToken} = await emulator.connection()
  const tokens = async () => {
    const {data} = (await call('GET', 'me/notification_message_tokens?limit=1000')) as unknown as {
      data: {recipient_id?: string; notification_messages_token: string}[]
    }
    return data.filter(each => each.recipient_id === psid).map(each => each.notification_messages_token)
  }
  const market = async (payload: object): Promise<unknown> => {
    const [token] = await tokens()
    const answer = await fetch(`${emulator.url}/${account}/messages`, {
      method: 'POST',
      headers: {authorization: `Bearer ${adToken}`, 'content-type': 'application/json'},
      body: JSON.stringify({
        message_id: autumn,
        messenger_delivery_data: {subscription_token: token},
        message: {attachment: {type: 'template', payload}},
      }),
    })
    return answer.json()
  }
  await emulator.admin('POST', 'ad-accounts', {caps: false})

  await send({
    attachment: {
      type: 'template',
      payload: {template_type: 'notification_messages', title: 'Weekly offers', payload: 'OFFERS'},
    },
  })
  await page.getByRole('button', {name: 'Get messages'}).click()
  await page.getByRole('button', {name: 'Opted in'}).waitFor()
  expect(await tokens()).toHaveLength(1)

  const {now} = await emulator.admin('GET', 'clock')
  const end = new Date(Date.parse(now) + 3 * 86_400_000).toISOString()
  const coupon = {
    template_type: 'coupon',
    title: 'Ten off',
    coupon_code: 'TEN',
    coupon_url: 'https://shop.example/sale',
    coupon_pre_message: 'Hello {{first_name}}',
    expire_time: end.slice(0, 19).replace('T', ' '),
  }
  expect(await market(coupon)).toMatchObject({success: true})
  await page.getByText('Hello Nora', {exact: true}).waitFor()
  await page.getByText(/^Ends in 2 d \d\d:\d\d:\d\d$/).waitFor()
  await page.getByRole('button', {name: 'Copy code'}).click()
  await page.getByText('TEN', {exact: true}).first().waitFor()

  await emulator.admin('POST', 'clock', {advanceMs: 12 * 3_600_000})
  const card = {
    title: 'Hats',
    image_urls: ['a', 'b'].map(name => ({url: `https://shop.example/${name}.png`})),
  }
  const link = {type: 'web_url', title: 'See hats', url: 'https://shop.example/hats'}
  const app = {type: 'app', ios_url: 'https://apps.example/1'}
  expect(
    await market({template_type: 'generic', text: 'New in', elements: [{...card, buttons: [link, app]}]}),
  ).toMatchObject({success: true})
  await page.getByText('New in', {exact: true}).first().waitFor()
  await page.getByText('b.png').first().waitFor()
  await page.getByRole('button', {name: 'See hats'}).click()
  await page.getByRole('dialog').getByText('https://shop.example/hats').first().waitFor()
  await page.keyboard.press('Escape')
  const clicks = async () => {
    const answer = await fetch(`${emulator.url}/${autumn}/insights?access_token=${adToken}`)
    const {data} = (await answer.json()) as {data: {marketing_messages_link_btn_click: string}[]}
    return data[0]?.marketing_messages_link_btn_click
  }
  await expect.poll(clicks).toBe('1')

  await page.getByRole('button', {name: 'Stop messages about Weekly offers'}).last().click()
  await page.getByRole('button', {name: 'Resume messages about Weekly offers'}).first().waitFor()
  expect(await tokens()).toEqual([])
  expect(complaints).toEqual([])
})
