import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {execPath} from 'node:process'
import {text} from 'node:stream/consumers'
import {expect} from 'vitest'
import {bundle, test} from './bulk-world.ts'

/** Beside what node itself takes, too little to hold a hundred thousand of anything. */
const HEAP_MEGABYTES = 20

test('a hundred thousand people are planned, sent to and resumed in a small heap', async ({world}) => {
  const script = await bundle('child-planner', world.folder)
  const flag = `--max-old-space-size=${HEAP_MEGABYTES}`

  const child = spawn(execPath, [flag, script, world.folder, '100000'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [out] = await Promise.all([text(child.stdout), once(child, 'exit')])

  const [broken, whole] = out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(broken.sent).toBeGreaterThanOrEqual(50_000)
  expect(broken.remaining).toBeGreaterThan(49_000)
  expect(whole).toEqual({
    total: 100_000,
    sent: 100_000,
    failed: 0,
    skipped: 0,
    inDoubt: 0,
    inFlight: 0,
    remaining: 0,
  })
})
