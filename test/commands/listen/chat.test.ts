import {describe, expect, test} from 'vitest'
import {chatText} from '../../../src/commands/listen/chat.ts'
import {toEventLine} from '../../../src/commands/shared/wording/event-line.ts'
import {plainStyle} from '../../../src/terminal/style.ts'
import {widthOf} from '../../../src/terminal/width.ts'
import {parseEvents} from '../../../src/webhook/parse-events.ts'
import {loadSample, sampleNames} from '../../../src/webhook/samples.ts'

const noon = new Date(2026, 10, 27, 12, 4, 11).getTime()

function chat(envelope: unknown, columns: number, name?: string): string {
  return parseEvents(envelope)
    .map(event =>
      toEventLine(event, {
        receivedAt: new Date(noon).toISOString(),
        signature: 'valid',
        firstSeen: undefined,
      }),
    )
    .map(event => chatText({kind: 'chat', event, name}, plainStyle, columns))
    .join('\n')
}

const said = (message: object, sides: object = {sender: {id: '6411223344556677'}, recipient: {id: '1'}}) => ({
  object: 'page',
  entry: [
    {
      id: '1',
      time: noon,
      messaging: [{...sides, timestamp: noon, message: {mid: 'm_abcdefghi', ...message}}],
    },
  ],
})
const echoed = (message: object) =>
  said({is_echo: true, ...message}, {sender: {id: '1'}, recipient: {id: '6411223344556677'}})

describe('a conversation', () => {
  const long =
    'Do you open on Sundays? 我想知道你们星期天开不开门，因为我只有星期天有时间 👋🏽 and Donaudampfschifffahrtsgesellschaft'
  const conversation = [
    said({text: long}),
    echoed({text: 'Yes!\nFrom ten to four.'}),
    said({text: 'Hours', quick_reply: {payload: 'HOURS'}, reply_to: {mid: 'm_0123456789'}}),
  ]

  test('fits 40 columns', () => {
    expect(conversation.map(part => chat(part, 40, 'Ada Lindqvist')).join('\n')).toMatchInlineSnapshot(`
      "Ada Lindqvist …6677  12:04:11
      ╭────────────────────────╮
      │ Do you open on         │
      │ Sundays?               │
      │ 我想知道你们星期天开不 │
      │ 开门，因为我只有星期天 │
      │ 有时间 👋🏽 and          │
      │ Donaudampfschifffahrts │
      │ gesellschaft           │
      ╰────────────────────────╯
              to Ada Lindqvist …6677  12:04:11
                         ╭───────────────────╮
                         │ Yes!              │
                         │ From ten to four. │
                         ╰───────────────────╯
      Ada Lindqvist …6677  12:04:11
      ╭───────────────────╮
      │ ↩ m_…89           │
      │ Hours             │
      │ quick reply HOURS │
      ╰───────────────────╯"
    `)
  })

  test('fits 100 columns', () => {
    expect(conversation.map(part => chat(part, 100, 'Ada Lindqvist')).join('\n')).toMatchInlineSnapshot(`
      "Ada Lindqvist …6677  12:04:11
      ╭───────────────────────────────────────────────────────────╮
      │ Do you open on Sundays?                                   │
      │ 我想知道你们星期天开不开门，因为我只有星期天有时间 👋🏽 and │
      │ Donaudampfschifffahrtsgesellschaft                        │
      ╰───────────────────────────────────────────────────────────╯
                                                                          to Ada Lindqvist …6677  12:04:11
                                                                                     ╭───────────────────╮
                                                                                     │ Yes!              │
                                                                                     │ From ten to four. │
                                                                                     ╰───────────────────╯
      Ada Lindqvist …6677  12:04:11
      ╭───────────────────╮
      │ ↩ m_…89           │
      │ Hours             │
      │ quick reply HOURS │
      ╰───────────────────╯"
    `)
  })

  test('shows what is more than text, and in one line what nobody wrote', async () => {
    const names = [
      'messages.attachments.image',
      'messages.attachments.location',
      'messages.attachments.fallback',
      'message_echoes.template.media',
      'messaging_postbacks',
      'message_edits',
      'message_reactions.react',
      'message_reactions.unreact',
      'message_reads',
      'message_deliveries',
      'messaging_referrals.SHORTLINK',
    ]

    const shown = await Promise.all(names.map(async name => chat(await loadSample(name), 72)))

    expect(shown.join('\n').replaceAll(/up to [0-9:]{8}/g, 'up to HH:MM:SS')).toMatchInlineSnapshot(`
      "…6677  12:04:11
      ╭──────────────────────────────────────────────╮
      │ [image]                                      │
      │ scontent.example-fbcdn.test/v/t1.15752-9/503 │
      │ 030078_546275111424290_n.jpg                 │
      ╰──────────────────────────────────────────────╯
      …6677  12:04:11
      ╭───────────────────────────╮
      │ [location] Ada's Location │
      ╰───────────────────────────╯
      …6677  12:04:11
      ╭────────────────────────────────────╮
      │ https://news.example.test/story/42 │
      │ [fallback] A story about otters    │
      ╰────────────────────────────────────╯
                                                            to …6677  12:04:11
                                                                ╭────────────╮
                                                                │ [template] │
                                                                ╰────────────╯
      …6677  12:04:11
      ╭────────────────╮
      │ ▸ Hours        │
      │ postback HOURS │
      ╰────────────────╯
      …6677  12:04:11
      ╭──────────────────────────────────────╮
      │ ✎ Do you open on Sundays or Mondays? │
      ╰──────────────────────────────────────╯
      12:04:11 …6677 reacted ❤️ to m_…TQ
      12:04:11 …6677 removed a reaction to m_…TQ
      12:04:11 …6677 read what was sent up to HH:MM:SS
      12:04:11 delivered to …6677 what was sent up to HH:MM:SS
      12:04:11 …6677 · messaging_referrals SHORTLINK · ref=table-12"
    `)
  })

  test.each([12, 20, 40, 100])('of any kind of event keeps to %i columns', async columns => {
    for (const name of sampleNames) {
      const lines = chat(await loadSample(name), columns).split('\n')
      for (const line of lines) expect(widthOf(line), `${name}: ${line}`).toBeLessThanOrEqual(columns)
    }
  })

  test('cannot be forged by who takes part in it', () => {
    const shown = chat(said({text: 'a\u001b[2J\u009b2J\u202eb\r\n\tc\u0007'}), 60, 'Eve\u001b[31m\nPage')

    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be left
    expect(shown).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/)
    expect(shown.split('\n')).toHaveLength(5)
  })
})
