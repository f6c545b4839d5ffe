// A bot on the library with a spool: it appends the id of every message that it has handled to a file.
import {appendFileSync} from 'node:fs'
import process from 'node:process'
import {setTimeout as sleep} from 'node:timers/promises'
import {Webhook} from '../../dist/library.js'

const [, , port, spool, handled] = process.argv
const webhook = new Webhook({verifyToken: 'v', requireSignature: false, ...(spool && {spool})})
webhook.on('messages', async ({mid}) => {
  await sleep(5)
  appendFileSync(handled, `${mid}\n`)
})
await webhook.listen(Number(port))
process.send('ready')
process.on('SIGTERM', async () => {
  await webhook.close()
  const {user, system} = process.cpuUsage()
  process.send(user + system, () => process.exit())
})
