import {writeFileSync} from 'node:fs'
import {env} from 'node:process'
import {main} from '../../../src/cli/main.ts'
import {processOutside} from '../../../src/cli/process.ts'

/** How much faster its clock goes: the rates that the platform allows would take hours. */
const FASTER = 100

/** A command line of msgr by a fast clock. At its end it writes what it cost to the file that BENCH_COST names. */
const {process} = globalThis
const {clock, ...outside} = processOutside()
const startMs = clock.now()

process.on('exit', () => {
  const {user, system} = process.cpuUsage()
  const cost = {cpuMs: (user + system) / 1000, megabytes: process.resourceUsage().maxRSS / 1024}
  writeFileSync(env['BENCH_COST'] ?? '', JSON.stringify(cost))
})
process.exitCode = await main(process.argv.slice(2), {
  ...outside,
  clock: {
    now: () => Math.round(startMs + (clock.now() - startMs) * FASTER),
    sleep: (ms, signal) => clock.sleep(ms / FASTER, signal),
    deadline: clock.deadline,
  },
})
