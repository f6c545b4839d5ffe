import {expect} from 'vitest'
import {test} from '../asking.ts'
import {subscribeReceiver} from '../receiver.ts'

const [firstPage, secondPage] = ['109876543210987', '209876543210988']
const ada = '6411223344556677'

test('one field is subscribed and unsubscribed at the app and the Page, and other Pages keep theirs', async ({
  start,
}) => {
  const asking = await start()
  const {admin} = asking.emulator
  const receiver = await subscribeReceiver(asking, ['messages'])
  const pages = (await admin('GET', 'pages')).map(({id}) => id)
  expect(pages).toContain(firstPage)
  const other = pages.find(id => id !== firstPage) ?? secondPage

  const change = (page: string, field: string, isSubscribed: boolean) =>
    admin('POST', 'webhook/field', {page, field, isSubscribed})

  expect(await change(firstPage, 'messaging_postbacks', true)).toMatchObject({
    app: ['messages', 'messaging_postbacks'],
    page: ['messages', 'messaging_postbacks'],
  })
  await admin('POST', `people/${ada}/tap`, {payload: 'HOURS', title: 'Hours'})
  expect(await receiver.received(1)).toMatchObject([{postback: {payload: 'HOURS'}}])

  // The other Page needs the field: the app keeps it.
  await change(other, 'messages', true)
  expect(await change(firstPage, 'messages', false)).toMatchObject({
    app: ['messaging_postbacks', 'messages'],
    page: ['messaging_postbacks'],
  })
  expect(await change(other, 'messages', false)).toMatchObject({app: ['messaging_postbacks'], page: []})

  // The last field goes, and the callback stays for the next one.
  expect(await change(firstPage, 'messaging_postbacks', false)).toMatchObject({app: [], page: []})
  expect(await change(firstPage, 'messages', true)).toMatchObject({app: ['messages'], page: ['messages']})
  await admin('POST', `people/${ada}/say`, {text: 'hello'})
  expect((await receiver.received(2))[1]).toMatchObject({message: {text: 'hello'}})
})

test('a field is refused where nothing can be subscribed, and nothing is changed', async ({start}) => {
  const asking = await start()
  const {admin} = asking.emulator
  const change = (body: object) => admin('POST', 'webhook/field', body as never).catch(error => error.message)
  const words = {page: firstPage, field: 'messages', isSubscribed: true}

  expect(await change(words)).toContain('No app has a callback')
  await subscribeReceiver(asking, ['messages'])
  const {appId} = await asking.emulator.connection()
  expect(await change({...words, page: '1'})).toContain("'1' does not exist")
  expect(await change({...words, app: '1'})).toContain("'1' does not exist")
  expect(await change({...words, field: 'massages'})).toContain('got "massages"')
  expect(await change({...words, field: 'messages,feed'})).toContain('one field')
  expect(await change({...words, isSubscribed: 'yes'})).toContain('true or false')
  expect(await admin('POST', 'webhook/field', {...words, app: appId})).toEqual({
    appId,
    app: ['messages'],
    page: ['messages'],
  })
})

test('a page of another origin cannot change a field', async ({start}) => {
  const {emulator} = await start()
  const answer = await fetch(`${emulator.url}/_msgr/webhook/field`, {
    method: 'POST',
    headers: {origin: emulator.url, 'content-type': 'application/json'},
    body: JSON.stringify({page: firstPage, field: 'messages', isSubscribed: true}),
  })
  expect(answer.status).toBe(403)
})
