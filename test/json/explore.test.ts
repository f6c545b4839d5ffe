import {appendFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'vitest'
import {openEmulator} from '../../src/emulator/index.ts'
import {words} from '../helpers/words.ts'
import {test} from '../helpers/world.ts'
import {jsonLines} from './lines.ts'

for (const [name, rows] of Object.entries(jsonLines))
  for (const row of rows)
    test(`${name}: ${row.line}`, async ({bareWorld: world}) => {
      const emulator = await openEmulator({
        folder: join(world.home, 'state', 'emulator'),
        isEphemeral: true,
        isPublished: true,
        machineNow: world.clock.now,
        ...(row.asOf ? {asOf: row.asOf} : {}),
      })
      const env = {MSGR_EMULATOR: '1', ...row.env}
      for (const [file, text] of Object.entries(row.files ?? {})) await world.write(file, text)
      const more =
        (await row.prepare?.({...world, msgr: (l: any, o: any = {}) => world.msgr(l, {env, ...o})} as any)) ??
        {}
      for (const line of row.before ?? []) {
        const r = await world.msgr(line, {env})
        if (r.code !== 0) appendFileSync('/tmp/explore.txt', `!! before ${line}: ${r.code} ${r.err}\n`)
      }
      const ran = await world.msgr([...words(row.line).map(w => more[w] ?? w), '--json'], {env})
      appendFileSync(
        '/tmp/explore.txt',
        `== ${row.line} → ${ran.code}${ran.code === 0 ? '' : ' ' + ran.err}\n${ran.out.slice(0, 700)}\n`,
      )
      await emulator.close()
    })
