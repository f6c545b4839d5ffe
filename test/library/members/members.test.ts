import {execFileSync} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {join} from 'node:path'
import {stdout} from 'node:process'
import {afterAll, describe, expect, test} from 'vitest'
import {commands} from '../../../src/commands/index.ts'
import {rows, undocumented} from './rows.ts'
import {createScene} from './scene.ts'

const require = createRequire(import.meta.url)
const root = join(import.meta.dirname, '../../..')

/** What messenger-node documents: the headings of its reference, below the two classes. */
const documentedMembers: readonly string[] = (() => {
  const readme = readFileSync(join(require.resolve('messenger-node'), '../../README.md'), 'utf8')
  return ['Client', 'Webhook'].flatMap(name => {
    const [, section = ''] = readme.split(new RegExp(`^## ${name}$`, 'm'))
    const [own = ''] = section.split(/^## /m)
    const headings = [...own.matchAll(/^### (\w+)$/gm)].map(([, heading = '']) => heading)
    const methods = headings.filter(heading => !['Parameters', 'Examples'].includes(heading))
    return [...(name === 'Webhook' ? [name] : []), ...methods.map(method => `${name}#${method}`)]
  })
})()

/** What the objects of a module really have, in a process of its own: a webhook listens from its creation on. */
function membersOf(module: string): readonly string[] {
  const script = `
    const {Client, Webhook} = require(${JSON.stringify(module)})
    const namesOf = object => [...new Set([...Object.keys(object), ...Object.getOwnPropertyNames(Object.getPrototypeOf(object))])]
    const webhook = new Webhook({verify_token: 'x', app_secret: 'shh', port: '0'})
    const client = new Client({page_token: 'x'})
    const members = ['Webhook']
    for (const [name, object] of Object.entries({Client: client, Webhook: webhook}))
      for (const key of namesOf(object)) if (key !== 'constructor' && typeof object[key] === 'function') members.push(name + '#' + key)
    console.log = () => {}
    process.stdout.write(JSON.stringify(members), () => process.exit())`
  return JSON.parse(execFileSync(process.execPath, ['-e', script], {cwd: root, encoding: 'utf8'}))
}

describe('the table of messenger-node', () => {
  const listed = rows.map(({member}) => member)

  test('has a row for each of the 49 documented members, and no other', () => {
    expect(documentedMembers).toHaveLength(49)
    expect(listed.toSorted()).toEqual(documentedMembers.toSorted())
  })

  test('knows everything that messenger-node has, and so does the drop-in', () => {
    const all = [...listed, ...Object.keys(undocumented).map(name => `Client#${name}`)]

    expect(membersOf('messenger-node').toSorted()).toEqual(all.toSorted())
    expect(membersOf('msgr-cli/messenger-node')).toEqual(expect.arrayContaining(all))
  })

  test('names commands that there are', () => {
    const named = rows.flatMap(({command}) =>
      [...command.matchAll(/`msgr ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)?)/g)].map(([, words = '']) => words),
    )

    expect(named.length).toBeGreaterThan(40)
    expect(
      named.filter(name => commands[name] === undefined && commands[name.split(' ')[0] ?? ''] === undefined),
    ).toEqual([])
  })
})

test('the page of the library has the table', async () => {
  const file = join(root, 'src/docs/messenger-node.md')
  const text = readFileSync(file, 'utf8')
  const cells = rows.map(({member, method, command, asOf}) => [
    `\`${member.replace('#', '.').replace(/^Webhook$/, 'new Webhook')}\`${asOf === undefined ? '' : ' †'}`,
    method,
    command,
  ])
  const table = [['messenger-node', 'msgr-cli', 'command'], ['---', '---', '---'], ...cells]
  const lines = table.map(row => `| ${row.join(' | ')} |`)
  const note = '† ended on the platform; at an emulator of 2019 it works.'
  const others = Object.entries(undocumented).map(([name, instead]) => `\`${name}\` (${instead})`)
  const rest = `Undocumented and there as well: ${others.join(', ')}.`
  const updated = text.replace(
    /(<!-- members:[^\n]*\n)[\s\S]*(<!-- \/members -->)/,
    `$1\n${lines.join('\n')}\n\n${note} ${rest}\n\n$2`,
  )

  await expect(updated).toMatchFileSnapshot(file)
})

const verdicts = new Map<string, {library?: string; command?: string}>()
const passed = (member: string, what: 'library' | 'command') =>
  verdicts.set(member, {...verdicts.get(member), [what]: 'ok'})

afterAll(() => {
  const width = Math.max(...rows.map(({member}) => member.length))
  const lines = rows.map(({member, asOf, command}, index) => {
    const {library = 'FAILED', command: verdict = 'FAILED'} = verdicts.get(member) ?? {}
    const day = asOf === undefined ? '' : ` (${asOf})`
    return `${String(index + 1).padStart(2)}  ${member.padEnd(width)}  ${library}  ${verdict}  ${command.replaceAll('`', '')}${day}`
  })
  stdout.write(`\n    ${'member'.padEnd(width)}  drop-in  command\n${lines.join('\n')}\n`)
})

describe.each(rows)('$member', ({member, asOf, use, yields, run, prints}) => {
  test('works as documented through the drop-in', async () => {
    expect(await use(await createScene(asOf))).toEqual(yields)
    passed(member, 'library')
  })

  test('has a command that does it', async () => {
    expect(await run(await createScene(asOf))).toEqual(prints)
    passed(member, 'command')
  })
})
