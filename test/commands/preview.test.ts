import {existsSync} from 'node:fs'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {PNG} from 'pngjs'
import {describe, expect} from 'vitest'
import {chromiumPath} from '../helpers/browser.ts'
import {messagesIn} from '../helpers/probe.ts'
import {rowOf, workbookOf} from '../helpers/workbook.ts'
import {test, type World} from '../helpers/world.ts'

const [ada, ben] = ['6411223344556677', '6411223345556680']
const people = workbookOf({
  rows:
    rowOf(1, ['psid', 'name', 'city']) +
    rowOf(2, [ada, 'Zoë', 'Wien']) +
    rowOf(3, [ben, 'Jürgen Groß', 'Graz']),
})
const offer = `attachment:
  type: template
  payload:
    template_type: generic
    elements: [{title: "Sale in {{city|town}}", buttons: [{type: postback, title: Later, payload: L}]}]
quick_replies: [{content_type: text, title: Stop, payload: S}]
`

/** What a preview that runs says, and its conversation; it ends like with Ctrl-C. */
async function shown(world: World, words: readonly string[]) {
  const running = world.start(['preview', ...words, '--json'])
  await Promise.race([running.out.holds('"url"'), running.ended])
  const result = JSON.parse(running.out.text)
  const {origin, searchParams} = new URL(result.url)
  const answer = await fetch(`${origin}/_msgr/chat/${searchParams.get('psid')}`)
  const chat = (await answer.json()) as {person: object; messages: readonly object[]}
  running.send('SIGINT')
  const {code} = await running.ended
  return {code, result, chat}
}

describe('a message as one person sees it', () => {
  test('is on a chat page of its own, which ends with Ctrl-C', async ({world}) => {
    await world.write('people.xlsx', people)
    await world.write('offer.yaml', offer)
    const before = messagesIn(world.emulator).length
    const {code, result, chat} = await shown(world, ['offer.yaml', '--to', 'people.xlsx', '--row', '2'])

    expect(code).toBe(130)
    expect(result).toMatchObject({
      psid: ben,
      file: null,
      message: {attachment: {payload: {elements: [{title: 'Sale in Graz'}]}}},
    })
    expect(chat.person).toMatchObject({firstName: 'Jürgen', lastName: 'Groß'})
    expect(JSON.stringify(chat.messages.at(-1))).toContain('Sale in Graz')
    expect(messagesIn(world.emulator)).toHaveLength(before)
  })

  test('needs no account, and no file of people', async ({bareWorld: world}) => {
    const {result} = await shown(world, ['--text', 'Hi {{first_name}}'])

    expect(result).toMatchObject({psid: null, message: {text: 'Hi Ada'}})
    expect(existsSync(join(world.home, 'state', 'emulator'))).toBe(false)
  })

  test('may be a marketing message, in which Meta fills in names', async ({bareWorld: world}) => {
    await world.write('offer.yaml', offer.replace('Sale in', 'Sale for {{first_name}} in'))
    await world.write('people.xlsx', people)
    const {chat} = await shown(world, ['offer.yaml', '--via', 'marketing', '--to', 'people.xlsx'])

    expect(JSON.stringify(chat.messages.at(-1))).toContain('in Wien')
  })
})

describe('what cannot be shown', () => {
  test.for([
    ['text: Hi {{nme}}', 'people.xlsx has no column nme; did you mean name?'],
    ['text: ""', 'message.text: is empty'],
    ['attachment: {type: image, payload: {attachment_id: "1"}}', 'A saved attachment is at the Page'],
    ['template: {name: order, language: {code: en}}', 'The Page has the text of the utility template order'],
  ] as const)('%s', async ([message, fault], {bareWorld: world}) => {
    await world.write('people.xlsx', people)
    await world.write('m.yaml', message)
    const {code, err} = await world.msgr('preview m.yaml --to people.xlsx')

    expect({code, err}).toEqual({code: 2, err: expect.stringContaining(fault)})
  })

  test.for([
    ['--text Hi --to people.xlsx --row 3', 'people.xlsx has 2 people, so there is no row 3'],
    ['--text Hi --to people.xlsx --row 0', '--row'],
    ['--text Hi --row 1', '--row works only with a file'],
    ['--text Hi --sheet 1', '--sheet works only with a file'],
    ['--text Hi --out card.jpg', '--out card.jpg does not end in .png'],
    ['- --to -', 'Standard input cannot be both'],
    ['', 'The message is missing'],
  ] as const)('preview %s', async ([flags, fault], {bareWorld: world}) => {
    await world.write('people.xlsx', people)

    expect(await world.msgr(`preview ${flags}`)).toMatchObject({code: 2, err: expect.stringContaining(fault)})
  })
})

describe('a picture', () => {
  test('needs a browser', async ({bareWorld: world}) => {
    const {code, err} = await world.msgr('preview --text Hi --out card.png', {env: {PATH: '/nowhere'}})

    expect({code, err}).toEqual({
      code: 1,
      err: expect.stringContaining('A picture needs a browser, and none was found'),
    })
    expect(existsSync(join(world.folder, 'card.png'))).toBe(false)
  })

  test('is not written by what is not a browser', async ({bareWorld: world}) => {
    const {code, err} = await world.msgr('preview --text Hi --out card.png', {
      env: {CHROME_PATH: process.execPath},
    })

    expect({code, err}).toEqual({code: 1, err: expect.stringContaining('drew no picture')})
    expect(existsSync(join(world.folder, 'card.png'))).toBe(false)
  })

  test('has the message, and nothing of the page around it', async ({bareWorld: world}) => {
    await world.write('offer.yaml', offer)
    const {code, out} = await world.msgr('preview offer.yaml --out card.png --json', {
      env: {CHROME_PATH: chromiumPath, PATH: process.env['PATH']},
    })
    const {width, height} = PNG.sync.read(await readFile(join(world.folder, 'card.png')))

    expect({code, file: JSON.parse(out).file}).toEqual({code: 0, file: join(world.folder, 'card.png')})
    expect(width).toBeLessThanOrEqual(840)
    expect(height).toBeGreaterThan(150)
    expect(height).toBeLessThan(700)
  })
})
