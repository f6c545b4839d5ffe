import {describe, expect} from 'vitest'
import {test} from '../helpers/world.ts'

const ada = '6411223344556677'

/** A command that reads `in.yaml`, what is wrong in that, and the line of the error that says so. */
const rows: readonly (readonly [line: string, content: string, says: string])[] = [
  [
    'broadcast plan in.yaml --all',
    '# Spring\ntext: []\n',
    'in.yaml:2: message.text: is a list, must be a text',
  ],
  [
    'broadcast plan in.yaml --all',
    'messaging_type: UPDATE\nmessage:\n  text: Hi\n  txet: x\n',
    'in.yaml:4: message.txet: is not known here; did you mean `text`?',
  ],
  [
    'broadcast plan in.yaml --all',
    'template_type: button\ntext: Hi\nbuttons:\n  - type: postback\n    title: "{{"\n    payload: A\n',
    'in.yaml:5: message.attachment.payload.buttons[0].title: has a {{ that does not start a placeholder; write {{column}} or {{column|fallback}}, or {{{{ for the text {{',
  ],
  [
    'broadcast plan in.yaml --all',
    'recipient: {id: 1}\nmessage: {text: Hi}\n',
    'in.yaml:1: recipient: is for a single message; name the people with --to, --label or --all',
  ],
  [
    'preview in.yaml',
    'text: Hi\nquick_replies: [{content_type: text}]\n',
    'in.yaml:2: message.quick_replies[0].title: is missing',
  ],
  [
    `send template ${ada} in.yaml`,
    'template_type: button\ntext: Hi\nbuttons:\n  - {type: postback, payload: A}\n',
    'in.yaml:4: message.attachment.payload.buttons[0].title: is missing',
  ],
  [
    `send template ${ada} in.yaml`,
    'type: template\npayload:\n  template_type: button\n  text: "{{city}}"\n  buttons: []\n',
    'in.yaml:4: message.attachment.payload.text: no profile has city; use one of: name, first_name, last_name',
  ],
  [
    'send raw in.yaml',
    `recipient: {id: '${ada}'}\nmessage: x\n`,
    'in.yaml:2: message: is a text, must be an object',
  ],
  [
    'template create in.yaml',
    'name: a\nlanguage: en\ncategory: UTILITY\ncomponents:\n  - type: BODY\n    text: 1.5\n  - type: x\n',
    'in.yaml:7: components[1].type: `x` is not one of `HEADER`, `BODY`, `BUTTONS`',
  ],
  [
    'template edit order_update in.yaml',
    '\ncomponents: x\n',
    'in.yaml:2: components: is a text, must be a list',
  ],
  [
    `profile menu set ${ada} in.yaml`,
    '- locale: default\n  call_to_actions:\n    - {type: postback, payload: A}\n',
    'in.yaml:3: persistent_menu[0].call_to_actions[0].title: is missing',
  ],
  [
    'broadcast send --text Hi --via broadcast-api --force --targeting in.yaml',
    'labels:\n  operator: AND\n  values:\n    - operator: NOR\n      values: [VIP]\n',
    'in.yaml:4: values[0].operator: is not one of AND, OR, NOT',
  ],
  ['creative create in.yaml --force', '\n\ntext: ""\n', 'in.yaml:3: text: is empty'],
]

describe('a fault of a file is reported with its line', () => {
  test.for(rows)('%s: $2', async ([line, content, says], {world}) => {
    await world.write('in.yaml', content)

    const {code, err} = await world.msgr(line)
    expect({code, lines: err.split('\n')}).toEqual({code: 2, lines: expect.arrayContaining([`  ${says}`])})
  })
})

test('a list where a text belongs is one fault, not also a text that is too short', async ({world}) => {
  await world.write('page.yaml', 'labels:\n  - []\n')

  expect(await world.msgr('page validate page.yaml')).toMatchObject({
    code: 2,
    err: '✖ page.yaml has a fault:\n  page.yaml:2: labels[0]: is a list, must be a text\n',
  })
})

test('flags are named as what they make', async ({world}) => {
  expect(await world.msgr(`send text ${ada} Hi --type NOW`)).toMatchObject({
    code: 2,
    err: '✖ The message has a fault:\n  messaging_type: `NOW` is not one of `RESPONSE`, `UPDATE`, `MESSAGE_TAG`, `UTILITY`\n',
  })
})

test('a file for a menu that has none is refused as that', async ({world}) => {
  await world.write('menu.yaml', 'Help\n')

  expect(await world.msgr(`profile menu set ${ada} menu.yaml`)).toMatchObject({
    code: 2,
    err: '✖ menu.yaml does not contain a menu\n  It has persistent_menu with a list of menus, one for each language\n',
  })
})

test('what is only odd about a message is reported with its line too', async ({world}) => {
  await world.write('m.yaml', 'template_type: fancy\nelements: []\n')

  expect((await world.msgr(`send template ${ada} m.yaml`)).err).toMatch(
    /^! m\.yaml:1: message\.attachment\.payload\.template_type `fancy` is not one of /,
  )
})
