import {env as machine} from 'node:process'
import {describe, expect} from 'vitest'
import {parse, stringify} from 'yaml'
import {seeded} from '../../src/emulator/graph/faults.ts'
import {exitCodes} from '../../src/errors.ts'
import {damage} from '../helpers/damage.ts'
import {patiently} from '../helpers/patience.ts'
import {liftProfileLimit, liftRateLimits} from '../helpers/probe.ts'
import {test} from '../helpers/world.ts'
import {readers} from './readers.ts'

const SEED = Number(machine['MSGR_SOAK_SEED'] ?? 1)
const ROUNDS = machine['MSGR_SOAK'] === 'short' ? 8 : 60

/** A message to nobody and a preview that goes on. */
const goesOn = /^(?:preview|trigger|replay)/

const documents = Object.entries(readers).filter(([, {file}]) => /\.(?:yaml|json)$/.test(file))

/** What each line of a fault begins with: `in.yaml:3: ` */
const placed = /^ {2}in\.\w+:\d+: /

describe('of a file with a value that does not belong there, a command says where that is', () => {
  test.for(documents)('%s', {timeout: patiently(240_000)}, async ([name, {line, file, good}], {world}) => {
    liftProfileLimit(world.emulator)
    liftRateLimits(world.emulator)
    await world.msgr('label create VIP')
    const random = seeded(SEED * 1_000 + name.length)
    for (let round = 0; round < ROUNDS; round += 1) {
      const value = damage(parse(good), random)
      const content = file.endsWith('.json') ? (JSON.stringify(value) ?? '') : (stringify(value) ?? '')
      await world.write(file, content)
      const running = world.start(line)
      if (goesOn.test(name)) running.send('SIGINT')
      const {code, err} = await running.ended

      expect([content, code, err]).not.toEqual([content, exitCodes.bug, err])
      expect([content, err]).toEqual([content, expect.not.stringMatching(/undefined|\[object|TypeError/)])
      const [first = '', ...faults] = err.split('\n')
      if (!/has (?:a fault|\d+ faults):$/.test(first)) continue
      const unplaced = faults.filter(
        fault => fault.startsWith('  ') && !placed.test(fault) && !/^ {2}See /.test(fault),
      )
      expect([content, unplaced]).toEqual([content, []])
    }
  })
})
