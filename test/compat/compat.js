// Runs third-party clients of the Graph API, unchanged, on the emulator, and prints which steps work. A step passes when its
// effect is in the emulator's state, whatever the client reports. `npm run compat -- fbgraph botly` runs these clients alone.
import {readdirSync} from 'node:fs'
import {join} from 'node:path'
import {install} from './install.js'
import {runClient} from './run-client.js'
import {showGaps, showRow, showSummary} from './show.js'

const folder = join(import.meta.dirname, 'clients')
const wanted = process.argv.slice(2).filter(word => !word.startsWith('-'))
const all = readdirSync(folder).map(file => file.replace(/\.js$/, ''))
const unknown = wanted.filter(name => !all.includes(name))
if (unknown.length > 0) {
  process.stderr.write(`✖ There is no client ${unknown.join(', ')}; there are ${all.join(', ')}\n`)
  process.exit(2)
}

const clients = []
for (const name of all) clients.push({name, ...(await import(join(folder, `${name}.js`)))})
const installed = install(clients, {updatesLock: process.argv.includes('--update-lock')})

const rows = []
for (const client of clients.filter(({name}) => wanted.length === 0 || wanted.includes(name))) {
  const row = await runClient(client, installed)
  showRow(row)
  rows.push(row)
}
showGaps(rows)
process.exitCode = showSummary(rows)
