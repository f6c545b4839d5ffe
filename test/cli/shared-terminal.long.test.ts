import {execFile} from 'node:child_process'
import {promisify} from 'node:util'
import {describe, expect} from 'vitest'
import {hasPrograms} from '../helpers/programs.ts'
import {MSGR} from '../helpers/terminal.ts'
import {type EmulatedWorld, test} from '../helpers/world.ts'

/** All that a terminal gets to draw while a shell runs a line in it. */
async function drawn({folder, home}: EmulatedWorld, line: string): Promise<string> {
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    MSGR_HOME: home,
    MSGR_EMULATOR: '1',
    TERM: 'xterm',
  }
  const {stdout} = await promisify(execFile)('script', ['-qec', line, '/dev/null'], {cwd: folder, env})
  return stdout.replaceAll('\r', '')
}

describe.runIf(hasPrograms('progress beside a pipe at a terminal', 'script'))('at a terminal', () => {
  test.for(['conversation export', 'label export'])(
    'nothing turns between the rows of %s in a pipe',
    async (command, {world}) => {
      await world.msgr('emulator seed --people 300')

      const text = await drawn(world, `${MSGR} ${command} --format csv | cat; exit 0`)

      expect(text).toMatch(/^psid,name,/)
      expect(text).not.toContain('\u001b')
      expect(text).not.toMatch(/[\u2800-\u28ff]/)
    },
  )
})
