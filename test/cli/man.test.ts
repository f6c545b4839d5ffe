import {execFile} from 'node:child_process'
import {promisify} from 'node:util'
import {describe, expect} from 'vitest'
import {table as commands} from '../../src/cli/table.ts'
import {hasPrograms} from '../helpers/programs.ts'
import {test} from '../helpers/world.ts'

const run = promisify(execFile)

describe.runIf(hasPrograms('the manual page', 'groff'))('the manual page', () => {
  test('is set without a warning, with every command, flag and page', async ({bareWorld: world}) => {
    const {out} = await world.msgr('man')
    const file = await world.write('msgr.1', out)
    const {stdout, stderr} = await run('groff', ['-man', '-ww', '-Tutf8', '-P-cbou', file], {maxBuffer: 1e8})

    expect(stderr).toBe('')
    for (const name of Object.keys(commands)) expect(stdout).toContain(`msgr ${name}`)
    expect(stdout).toContain('--create-missing')
    expect(stdout).toMatch(/^EXIT CODES$/m)
    expect(stdout).toContain('-H, --header <header>')
    expect(stdout).toContain('$ msgr listen --forward-to 3000')
  })
})
