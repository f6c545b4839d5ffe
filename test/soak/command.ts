import {argv} from 'node:process'
import {main} from '../../src/cli/main.ts'
import {processOutside} from '../../src/cli/process.ts'

/** Above this, a wait takes a hundredth of its time: what the platform asks for, not the pace of a run. */
const LONG_MS = 400

/** A command line of msgr in its own process, which waits less than usual. */
const {clock, ...outside} = processOutside()
process.exitCode = await main(argv.slice(2), {
  ...outside,
  clock: {
    ...clock,
    sleep: (ms, signal) => clock.sleep(ms <= LONG_MS ? ms : 20 + ms / 100, signal),
  },
})
