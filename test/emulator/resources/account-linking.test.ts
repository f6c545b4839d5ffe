import {expect} from 'vitest'
import {test} from '../asking.ts'
import {subscribeReceiver} from '../receiver.ts'

const ada = '6411223344556677'
const ben = '6411223345556680'
const login = 'https://shop.example/login?shop=1'

test('a person logs in by a button: the token gives the PSID, the return links the account, and it is unlinked', async ({
  start,
}) => {
  const asking = await start()
  const {ask, emulator} = asking
  const {received} = await subscribeReceiver(asking, ['messaging_account_linking'])
  const buttons = [
    {type: 'account_link', url: login},
    {type: 'web_url', title: 'Shop', url: 'https://shop.example/'},
  ]
  const payload = {template_type: 'button', text: 'Your account', buttons}
  const message = {attachment: {type: 'template', payload}}
  await ask('POST /v26.0/me/messages', {
    body: {recipient: {id: ada}, messaging_type: 'RESPONSE', message},
  })
  const tap = async (url: string) =>
    new URL(((await emulator.admin('POST', `people/${ada}/open`, {url})) as {url: string}).url)
  const askFor = (token: string) => ask(`GET /me?fields=recipient&account_linking_token=${token}`)
  const stateOf = async (psid: string) =>
    (await emulator.admin('GET', 'people')).find(person => person.psid === psid)

  expect((await tap('https://shop.example/')).href, 'no Log In button leads there').toBe(
    'https://shop.example/',
  )
  const opened = await tap(login)
  const token = opened.searchParams.get('account_linking_token') ?? ''
  const back = new URL(opened.searchParams.get('redirect_uri') ?? '')
  expect(opened.searchParams.get('shop')).toBe('1')
  expect((await askFor(token)).body).toEqual({id: '109876543210987', recipient: ada})
  expect((await askFor('made-up')).body.error.code).toBe(10303)
  expect((await ask('GET /me?fields=recipient')).body.error.message).toContain('account_linking_token')
  const other = (await emulator.connection('109876543210988')).pageToken
  const byOther = await ask(`GET /me?fields=recipient&account_linking_token=${token}`, {token: other})
  expect(byOther.body.error.code, 'the token of another Page').toBe(10303)

  expect((await fetch(back)).status, 'without a code').toBe(200)
  expect((await stateOf(ada))?.isLinked, 'without a code').toBeUndefined()
  const unlink = (psid: unknown) => ask('POST /v26.0/me/unlink_accounts', {body: {psid}})
  expect((await unlink(ada)).status, 'not linked').toBe(501)
  back.searchParams.append('authorization_code', 'ac_1')
  expect((await fetch(back)).status).toBe(200)
  expect((await stateOf(ada))?.isLinked).toBe(true)

  expect((await unlink(ada)).body).toEqual({result: 'unlink account success'})
  expect((await unlink('123')).body.error.error_subcode).toBe(2018001)
  expect((await unlink('')).body.error.message).toContain('psid is required')
  expect((await unlink(ben)).status).toBe(501)
  expect((await stateOf(ada))?.isLinked).toBeUndefined()
  const events = (await received(2)) as {sender: {id: string}; account_linking: unknown}[]
  expect(events.map(({sender, account_linking: told}) => [sender.id, told])).toEqual([
    [ada, {status: 'linked', authorization_code: 'ac_1'}],
    [ada, {status: 'unlinked'}],
  ])

  const late = await tap(login)
  await emulator.admin('POST', 'clock', {advanceMs: 5 * 60_000})
  const lateToken = late.searchParams.get('account_linking_token') ?? ''
  expect((await askFor(lateToken)).body.error.code, 'after five minutes').toBe(10303)
  expect((await fetch(`${late.searchParams.get('redirect_uri')}&authorization_code=ac_2`)).status).toBe(400)
})
