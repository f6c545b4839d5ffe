import {execFile} from 'node:child_process'
import {promisify} from 'node:util'
import {describe, expect, onTestFinished} from 'vitest'
import {startMsgrInShell} from '../helpers/msgr-in-shell.ts'
import {hasPrograms} from '../helpers/programs.ts'
import {openTerminal} from '../helpers/terminal.ts'
import {type EmulatedWorld, test, type World} from '../helpers/world.ts'

/** A PATH in which msgr is. */
async function installed(world: World): Promise<Record<string, string>> {
  const {path, close} = await startMsgrInShell(world)
  onTestFinished(close)
  return {PATH: path}
}

describe.runIf(hasPrograms('completion in bash', 'tmux', 'bash'))('bash', () => {
  test('completes words, labels with spaces, values behind = and files', async ({world}) => {
    const {press, pressUntil, shows} = await openTerminal(world, {env: await installed(world)})
    await world.write('people.csv', 'psid,label\n')
    await press('eval "$(msgr completion bash)"; echo ready', 'Enter')
    await shows(/^ready$/m)

    await pressUntil(
      /\$ msgr label assign Beta\\ testers/,
      'C-u',
      'msgr lab',
      'Tab',
      'ass',
      'Tab',
      'Be',
      'Tab',
    )
    await press('C-u', 'msgr --format=j', 'Tab')
    await shows(/\$ msgr --format=json/)
    await press('C-u', 'msgr label import peo', 'Tab')
    await shows(/\$ msgr label import people\.csv/)
  })

  test('completes lists with commas, behind blanks and in quotation marks too', async ({world}) => {
    await world.write('.msgrrc.yaml', 'pages: {Acme Shop: {pageId: "1"}, Acme Support: {pageId: "2"}}\n')
    const {press, shows} = await openTerminal(world, {env: await installed(world)})
    await press('source <(msgr completion bash); echo ready', 'Enter')
    await shows(/^ready$/m)

    await press('msgr listen --events messages,messaging_postb', 'Tab')
    await shows(/\$ msgr listen --events messages,messaging_postbacks +$/m)
    await press('C-u', 'msgr listen --events=messages,messaging_postb', 'Tab')
    await shows(/\$ msgr listen --events=messages,messaging_postbacks +$/m)
    await press('C-u', 'msgr user get 1 --fields name,loc', 'Tab')
    await shows(/\$ msgr user get 1 --fields name,locale +$/m)
    await press('C-u', 'msgr page plan --page Acme\\ Shop,Acme\\ Su', 'Tab')
    await shows(/\$ msgr page plan --page Acme\\ Shop,Acme\\ Support +$/m)
    await press('C-u', 'msgr label list --json=id,na', 'Tab')
    await shows(/\$ msgr label list --json=id,name +$/m)
    await press('C-u', 'msgr page plan --page "Acme Shop,Acme Su', 'Tab')
    await shows(/\$ msgr page plan --page "Acme Shop,Acme Support" +$/m)
  })
})

const zsh = ['zsh', '-f', '-i']

describe.runIf(hasPrograms('completion in zsh', 'tmux', 'zsh'))('zsh', () => {
  test('completes words, labels with spaces and files, and says what a flag is', async ({world}) => {
    const {press, pressUntil, shows} = await openTerminal(world, {shell: zsh, env: await installed(world)})
    await world.write('people.csv', 'psid,label\n')
    await press('autoload -Uz compinit; compinit -D; source <(msgr completion zsh); echo ready', 'Enter')
    await shows(/^ready$/m)

    await pressUntil(/msgr label assign Beta\\ testers/, 'C-u', 'msgr lab', 'Tab', 'ass', 'Tab', 'Be', 'Tab')
    await press('C-u', 'msgr label import peo', 'Tab')
    await shows(/msgr label import people\.csv/)
    await press('C-u', 'msgr listen --events messages,messaging_postb', 'Tab')
    await shows(/msgr listen --events messages,messaging_postbacks/)
    await press('C-u', 'msgr label list --json=id,na', 'Tab')
    await shows(/msgr label list --json=id,name/)
    await press('C-u', 'msgr listen --tun', 'Tab', 'Tab')
    await shows(/^--tunnel-command +-- open a tunnel with a program/m)
  })
})

describe.runIf(hasPrograms('completion in fish', 'fish'))('fish', () => {
  /** What is offered behind each line, in one shell. */
  const ask = async (world: EmulatedWorld, lines: readonly string[]) => {
    const env = {...(await installed(world)), HOME: world.home, MSGR_HOME: world.home, MSGR_EMULATOR: '1'}
    const questions = lines.map(line => `complete -C "${line}"; echo ====`).join('; ')
    const script = `msgr completion fish | source; ${questions}`
    const {stdout} = await promisify(execFile)('fish', ['--no-config', '-c', script], {
      cwd: world.folder,
      env,
    })
    return stdout.split('====\n').slice(0, -1)
  }

  test('completes words with what they do, labels with spaces, and files', async ({world}) => {
    await world.write('people.csv', 'psid,label\n')
    const lines = [
      'msgr label assi',
      'msgr label assign Be',
      'msgr listen --events messages,messaging_postb',
      'msgr label list --json=id,na',
      'msgr label import peo',
    ]

    // What the emulator has not answered in two seconds is not offered.
    await expect
      .poll(() => ask(world, lines))
      .toEqual([
        'assign\tAssign a label to people\n',
        expect.stringMatching(/^Beta testers\t\d+\n$/),
        'messages,messaging_postbacks\n',
        '--json=id,name\n',
        expect.stringMatching(/^people\.csv/),
      ])
  })
})
