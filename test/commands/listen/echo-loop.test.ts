import {expect} from 'vitest'
import {freePort} from '../../helpers/free-port.ts'
import {startHere} from '../../helpers/here.ts'
import {patiently} from '../../helpers/patience.ts'
import {test} from '../../helpers/world.ts'

/** A bot that answers whatever comes, its own messages too, and ends after 20 of them. */
const looping = `
  let sent = 0
  require('http').createServer(async (q, r) => {
    let body = ''
    for await (const chunk of q) body += chunk
    r.end(new URL(q.url, 'http://x').searchParams.get('hub.challenge'))
    for (const {sender, recipient, message} of body === '' ? [] : JSON.parse(body).entry.flatMap(e => e.messaging)) {
      if (!message?.text) continue
      const id = message.is_echo ? recipient.id : sender.id
      const params = {recipient: {id}, messaging_type: 'RESPONSE', message: {text: 'You said something'}}
      await fetch('https://graph.facebook.com/v26.0/me/messages?access_token=' + process.env.PAGE_ACCESS_TOKEN,
        {method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify(params)})
      if (++sent === 20) setTimeout(() => process.exit(0), 500)
    }
  }).listen(process.env.PORT)
  setTimeout(() => process.exit(3), ${patiently(20_000)})`

test('emulator exec says once that a bot answers its own echoes', async ({world}) => {
  const port = await freePort()
  const fields = ['--fields', 'messages,message_echoes']
  const webhook = ['--webhook', `http://localhost:${port}/webhook`, ...fields]
  const child = startHere(world, ['emulator', 'exec', ...webhook, '--', process.execPath, '-e', looping])
  await child.err.holds('✔ chat')

  await world.msgr('emulator person say 6411223344556677 Hi')
  const {code} = await child.ended

  expect(code).toBe(0)
  expect(child.err.text.match(/answer its own messages/g)).toHaveLength(1)
  expect(child.err.text).toContain('message.is_echo')
})
