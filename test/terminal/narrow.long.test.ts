import {stripVTControlCharacters} from 'node:util'
import {expect} from 'vitest'
import {widthOf} from '../../src/terminal/width.ts'
import {type EmulatedWorld, test} from '../helpers/world.ts'

const ADA = '6411223344556677'

/** A line of a command that lists, and what of its result has to be whole however narrow the terminal is. */
const listings: readonly (readonly [line: string, ids: RegExp])[] = [
  [`conversation messages ${ADA}`, /never cut/g],
  ['conversation list', /64\d{14}/g],
  ['conversation export', /64\d{14}/g],
  ['broadcast list', /\d{8}-\d{6}-\w{6}/g],
  ['broadcast report last', /64\d{14}/g],
  ['broadcast status last', /\d{8}-\d{6}-\w{6}/g],
  ['label list', /17\d{14}/g],
  ['label export', /64\d{14}/g],
  [`label of ${ADA}`, /17\d{14}/g],
  ['persona list', /19\d{14}/g],
  ['template list', /order_\w+/g],
  ['template get order_update', /order_update/g],
  ['sticker search hello', /never cut/g],
  ['page list', /1098\d{11}/g],
  ['insights metrics', /page_messages_\w+/g],
  [
    'insights get page_messages_new_conversations_unique page_messages_blocked_conversations_unique',
    /never cut/g,
  ],
  [`id match ${ADA}`, /64\d{14}/g],
  ['user get 6411223344556677', /6411223344556677/g],
  ['config show --origin', /v26\.0/g],
  ['config path', /credentials\.yaml/g],
  ['emulator person', /64\d{14}/g],
  ['emulator token list', /never cut/g],
  ['emulator gaps', /never cut/g],
  ['emulator fault list', /never cut/g],
  ['trigger --list', /messages\.text/g],
  ['commands', /msgr label list/g],
  ['whoami', /pages_messaging/g],
]

async function fill(world: EmulatedWorld): Promise<void> {
  await world.msgr([
    'send',
    'text',
    ADA,
    `Hello 👋🏽 ${'we are open on Sundays '.repeat(6)}${'明日は十時に開きます。'.repeat(4)} https://shop.example.com/${'hat/'.repeat(30)}`,
  ])
  await world.msgr(['label', 'create', 'Kundinnen & Kunden aus dem sehr langen Norden 🧊'])
  await world.msgr(['persona', 'create', '佐藤さん', `https://shop.example.com/${'p'.repeat(90)}.png`])
  await world.msgr('emulator fault add --call "POST /me/messages" --error 613 --times 3 --for 10m')
  await world.msgr('broadcast send --to - --text Hi --yes', {stdin: `${ADA}\n6411223345556680\n`})
  await world.msgr('emulator fault clear')
  await world.msgr('emulator fault add --event message_deliveries --effect late --times 3')
}

/** What a line has too much is one word, an id or an address: the terminal breaks it, and it can be copied whole. */
function isTooWide(line: string, columns: number): boolean {
  if (widthOf(line) <= columns) return false
  const last = line.slice(line.lastIndexOf(' ') + 1)
  return widthOf(line) - widthOf(last) >= columns || /[^\x20-\x7e]/.test(last)
}

test('every listing is readable, however wide the terminal is', async ({world}) => {
  await fill(world)
  const faults: string[] = []
  for (const [line, ids] of listings) {
    const json = await world.msgr(`${line} --json`)
    for (const columns of [40, 60, 80, 100, 200]) {
      const {code, out, err} = await world.msgr(line, {terminals: {stdout: true}, columns})
      const place = `${line} at ${columns}`
      if (code !== 0) faults.push(`${place}: exit ${code} ${err}`)
      if (out.includes('…')) faults.push(`${place}: cut`)
      for (const wide of stripVTControlCharacters(out)
        .split('\n')
        .filter(each => isTooWide(each, columns)))
        faults.push(`${place}: too wide: ${wide}`)
      for (const [id] of json.out.matchAll(ids))
        if (!out.includes(id)) faults.push(`${place}: ${id} is not whole`)
    }
  }

  expect(faults).toEqual([])
})

test('what doctor found is wrapped beside its name, and is one line in a pipe', async ({world}) => {
  const atTerminal = await world.msgr('doctor', {
    terminals: {stdout: true},
    columns: 60,
    env: {NO_COLOR: '1'},
  })
  const piped = await world.msgr('doctor', {columns: 60})

  expect(atTerminal.out).toContain(
    '\n✔ permissions  pages_messaging, pages_manage_metadata,\n               pages_show_list, ',
  )
  expect(piped.out).toMatch(/^✔ permissions {2}pages_messaging, .* public_profile$/m)
})
