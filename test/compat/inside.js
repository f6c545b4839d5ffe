// Runs below `msgr emulator exec`: node inside.js CLIENT INSTALLED RESULTS. Steps run in the order in which they are written.
import {writeFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {join} from 'node:path'
import {gaps, makeTools, nonexisting} from './state.js'

const [, , name, installed, results] = process.argv
const STEP_MS = 60_000
const load = createRequire(join(installed, 'package.json'))
// An old client may throw outside any awaited call.
let astray
process.on('uncaughtException', error => (astray = error))
process.on('unhandledRejection', error => (astray = error))

const client = await import(`./clients/${name}.js`)
const steps = []
const all = await stepsOf(client)
for (const [step, act] of Object.entries(all)) {
  try {
    await within(act(), STEP_MS)
    steps.push({name: step})
  } catch (error) {
    const more = astray === undefined ? '' : ` – ${describe(astray)}`
    steps.push({name: step, error: `${describe(error)}${more}`})
  }
  astray = undefined
}
writeFileSync(results, JSON.stringify({steps, gaps: await gaps(), nonexisting: await nonexisting()}))
process.exit(0)

/** A client that cannot be loaded has one step, which failed. */
async function stepsOf({steps: make}) {
  try {
    return await make({load, ...(await makeTools(load))})
  } catch (error) {
    return {load: () => Promise.reject(error)}
  }
}

function within(promise, ms) {
  const late = new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`took longer than ${ms / 1000} s`)), ms).unref()
  })
  return Promise.race([promise, late])
}

function describe(error) {
  if (error instanceof Error) return error.message
  return typeof error === 'string' ? error : JSON.stringify(error)
}
