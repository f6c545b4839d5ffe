import {expect} from 'vitest'
import {startMsgr} from '../../helpers/child.ts'
import {test} from '../../helpers/world.ts'

test('memory does not grow with the recording', async ({bareWorld: world}) => {
  const text = JSON.stringify({
    object: 'page',
    entry: [{id: '1', time: 1, messaging: [{x: 'x'.repeat(1e6)}]}],
  })
  const file = await world.write(
    'large.ndjson',
    `${JSON.stringify({received_at: '2026-01-01T00:00:00.000Z', headers: [], body: text})}\n`.repeat(120),
  )
  // Not the peak that the system counts: that begins with the memory of the parent.
  const meter = await world.write(
    'meter.cjs',
    `let peak = 0
setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20).unref()
process.on('exit', () => require('node:fs').writeFileSync('peak', String(peak)))`,
  )

  const child = startMsgr(['replay', file, '--to', '1', '--dry-run', '--json'], {
    cwd: world.folder,
    env: {MSGR_APP_SECRET: 'secret', MSGR_HOME: world.home, NODE_OPTIONS: `--require ${meter}`},
  })

  expect(await child.ended).toEqual({code: 0, signal: null})
  expect([JSON.parse(child.out.text)]).toMatchObject([{deliveries: 120, sent: 120}])
  const peakMb = Number(await world.read('peak')) / 1024 / 1024
  expect(peakMb).toBeGreaterThan(30)
  expect(peakMb).toBeLessThan(160)
})
