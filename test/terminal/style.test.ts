import {describe, expect, test} from 'vitest'
import {painted} from '../../src/terminal/harmless.ts'
import {styleFor} from '../../src/terminal/style.ts'
import {test as inWorld} from '../helpers/world.ts'

test('a style marks text only where there is colour', async () => {
  expect((await styleFor(false)).bad('no')).toBe('no')
  expect(painted((await styleFor(true)).bad('no'))).toBe('\u001b[31mno\u001b[39m')
})

describe('colour', () => {
  inWorld('is decided for each stream by itself', async ({bareWorld: world}) => {
    const {err} = await world.msgr('label lst', {terminals: {stdout: true}})
    const atTerminal = await world.msgr('label lst', {terminals: {stderr: true}})

    expect(err).not.toContain('\u001b[')
    expect(atTerminal.err).toContain('\u001b[31m✖')
  })

  inWorld('is off by flag and by NO_COLOR, on by FORCE_COLOR', async ({bareWorld: world}) => {
    const terminals = {stdout: true}
    const lines = [
      await world.msgr('label', {terminals, env: {NO_COLOR: '1'}}),
      await world.msgr('label --no-color', {terminals, env: {FORCE_COLOR: '1'}}),
      await world.msgr('label', {env: {FORCE_COLOR: '1', NO_COLOR: '1'}}),
    ]

    expect(lines.map(({out}) => out.includes('\u001b['))).toEqual([false, false, true])
  })
})
