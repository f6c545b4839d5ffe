import {describe, expect} from 'vitest'
import {hasPrograms} from '../helpers/programs.ts'
import {startRules} from '../helpers/rules-server.ts'
import {MSGR, openTerminal} from '../helpers/terminal.ts'
import {test} from '../helpers/world.ts'

const ada = '6411223344556677'
const lines = [
  `conversation messages ${ada}`,
  'conversation list',
  'conversation export',
  'label list',
  `user get ${ada}`,
  'whoami',
  `send text ${ada} Hi`,
]
const both = {terminals: {stdout: true, stderr: true}, columns: 400}
/** What msgr itself paints with. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const ownColours = /\x1b\[(?:1|2|22|31|32|33|36|39)m/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
const obeyed = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/

describe('escape sequences in what others wrote are shown, not obeyed', () => {
  test.for(lines)('%s, at a terminal', async (line, {bareWorld}) => {
    const {env} = await startRules('rules-esc.json')

    const {out, err} = await bareWorld.msgr(line, {env, ...both})

    const said = (out + err).replace(ownColours, '')
    expect(said).toContain('\\u001b]0;owned\\u0007')
    expect(said).toContain('\\u202egnp.exe')
    expect(said).not.toMatch(obeyed)
    expect(said).not.toMatch(/^fake/m)
  })

  test.for(lines)('%s, piped', async (line, {bareWorld}) => {
    const {env} = await startRules('rules-esc.json')

    const {out, err} = await bareWorld.msgr(line, {env})

    expect(out + err).toContain('\\u001b]0;owned\\u0007')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(out + err).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/)
    expect(out + err).not.toMatch(/^fake|\tfake|fake\t/m)
  })

  test.for(lines.slice(0, -2))('%s as JSON and CSV for a program is exact', async (line, {bareWorld}) => {
    const {env} = await startRules('rules-esc.json')

    const json = await bareWorld.msgr(`${line} --json`, {env})
    const csv = await bareWorld.msgr(`${line} --format csv`, {env})

    expect(JSON.stringify(JSON.parse(json.out))).toContain('\\u001b]0;owned\\u0007\\u001b[2J')
    expect(csv.out).toContain('\u001b]0;owned\u0007\u001b[2J')
  })

  test.for(lines.slice(0, -2))(
    '%s as JSON and CSV at a terminal is not obeyed',
    async (line, {bareWorld}) => {
      const {env} = await startRules('rules-esc.json')

      for (const format of ['json', 'csv']) {
        const {out} = await bareWorld.msgr(`${line} --format ${format}`, {env, ...both})
        expect(out).toContain('\\u001b]0;owned')
        expect(out.replace(ownColours, '')).not.toMatch(obeyed)
      }
    },
  )
})

test('a real terminal keeps its title and its screen', async ({bareWorld}) => {
  if (!hasPrograms('escape sequences on a real terminal', 'tmux')) return
  const {env} = await startRules('rules-esc.json')
  const terminal = await openTerminal(bareWorld, {env: {...env, MSGR_EMULATOR: '0'}})

  await terminal.press(`echo before; ${MSGR} conversation messages ${ada}; echo after`, 'Enter')

  const screen = await terminal.shows(/^after\n/m)
  expect(screen).toMatch(/^before\n/m)
  expect(screen.replaceAll(/\s+/g, '')).toContain('\\u001b]0;owned')
})
