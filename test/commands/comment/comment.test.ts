import {expect} from 'vitest'
import {test} from '../../helpers/world.ts'

const ada = '6411223344556677'
const post = '109876543210987_208132419075509'

test('comments are listed, answered and hidden, and a private reply goes to Messenger', async ({world}) => {
  await world.emulator.admin('POST', `people/${ada}/comment`, {text: 'Is it blue?'})
  const list = async (more = '') => (await world.msgr(`comment list ${post} ${more} --json`)).json()
  const [comment] = await list()
  expect(comment).toMatchObject({
    fromId: ada,
    fromName: 'Ada Lindqvist',
    text: 'Is it blue?',
    hidden: false,
    canReplyPrivately: true,
    replies: 0,
    createdAt: expect.stringMatching(/Z$/),
  })

  const reply = await world.msgr(['comment', 'reply', comment.id, 'It is green'])
  const piped = await world.msgr(`comment reply ${comment.id} -`, {stdin: 'And large\n'})
  const hidden = await world.msgr(`comment hide ${comment.id}`)

  expect([reply.code, piped.code, hidden.code]).toEqual([0, 0, 0])
  expect(hidden.out).toBe(`Hid the comment ${comment.id}.\n`)
  const answers = (await world.msgr(`comment list ${comment.id} --json`)).json()
  expect(answers.map(({text, parentId}: {text: string; parentId: string}) => [text, parentId])).toEqual([
    ['And large', comment.id],
    ['It is green', comment.id],
  ])
  expect((await list())[0]).toMatchObject({hidden: true, replies: 2})
  expect(await list('--replies --limit all')).toHaveLength((await list('--limit all')).length + 2)
  await world.msgr(`comment unhide ${comment.id}`)
  expect((await list())[0].hidden).toBe(false)

  const privately = await world.msgr(['send', 'text', '--comment', comment.id, 'We answered you'])
  expect(privately.code).toBe(0)
  expect((await list())[0].canReplyPrivately).toBe(false)
})

test('what is no id, no text or not for the Page is refused, and a dry run changes nothing', async ({
  world,
}) => {
  const [comment] = (await world.msgr(`comment list ${post} --json`)).json()

  for (const line of [
    'comment list lamp',
    'comment reply a/b Hi',
    'comment hide ../me',
    'comment unhide 1_2_3',
  ]) {
    const {code, err} = await world.msgr(line)
    expect([code, err], line).toEqual([2, expect.stringContaining('is not the id of')])
  }
  expect((await world.msgr(['comment', 'reply', comment.id, ' '])).code).toBe(2)
  const dry = await world.msgr(`comment hide ${comment.id} --dry-run`)
  expect(dry.out).toContain(`/${comment.id}`)
  expect((await world.msgr(`comment list ${post} --json`)).json()[0].hidden).toBe(false)
  const own = (await world.msgr(['comment', 'reply', comment.id, 'Ours', '--json'])).json()
  expect((await world.msgr(`comment hide ${own.id}`)).code).not.toBe(0)
})
