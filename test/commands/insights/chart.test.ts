import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {stripVTControlCharacters} from 'node:util'
import {describe, expect} from 'vitest'
import {pageOf} from '../../helpers/probe.ts'
import {test} from '../../helpers/world.ts'

const began = 'page_messages_new_conversations_unique'
const reachable = 'page_messages_total_messaging_connections'
const days = '--since 2026-10-25 --until 2026-11-21'

describe('in the terminal', () => {
  test('60 columns wide', async ({world}) => {
    const {code, out} = await world.msgr(`insights chart ${began} ${days}`, {
      terminals: {stdout: true},
      columns: 60,
      env: {NO_COLOR: '1'},
    })

    expect(code).toBe(0)
    expect(out).toMatchInlineSnapshot(`
      "25 Oct 2026 – 21 Nov 2026, days of California

      page_messages_new_conversations_unique
      Conversations started by people who had never written to the
      Page
      742 in all · 26.5 a day · most 44 on 13 Nov 2026

      50 ┤
         │                              ▅▅      ▆▆    ▂▂
      40 ┤                      ██      ██      ██    ██
         │  ▅▅██    ▂▂    ▂▂  ▆▆██      ██    ▂▂██    ██
      30 ┤  ████  ▅▅██    ██  ████      ████▃▃████    ██  ▃▃
         │  ████▅▅████▃▃  ██▅▅████▂▂    ██████████    ██▂▂██  ▅▅
      20 ┤  ████████████▂▂██████████▂▂  ██████████▅▅▆▆██████████▆▆
         │▃▃██████████████████████████▆▆██████████████████████████
      10 ┤████████████████████████████████████████████████████████
         │████████████████████████████████████████████████████████
       0 └┬─────────────┬─────────────┬─────────────┬─────────────
          25 Oct      1 Nov         8 Nov        15 Nov
      "
    `)
  })

  test('80 columns wide', async ({world}) => {
    const {out} = await world.msgr(`insights chart ${reachable} page_messages_read_ratio ${days}`, {
      terminals: {stdout: true},
      columns: 80,
      env: {NO_COLOR: '1'},
    })

    expect(out).toMatchInlineSnapshot(`
      "25 Oct 2026 – 21 Nov 2026, days of California

      page_messages_total_messaging_connections
      People the Page can write to: everybody who ever wrote, except those who blocked
      or reported it
      84,482 on 21 Nov 2026 · +678 since 25 Oct 2026

      84,600 ┤
             │                                              ⢀⣀⣀⠤⠤⠔⠒⠒⠒⠒
      84,400 ┤                                      ⣀⣀⡠⠤⠤⠒⠉⠉⠁
             │                               ⣀⣀⠤⠤⠒⠊⠉
      84,200 ┤                      ⣀⣀⣀⠤⠤⠤⠔⠊⠉
             │               ⣀⣀⠤⠤⠒⠊⠉
      84,000 ┤      ⢀⣀⡠⠤⠒⠒⠊⠉⠉
             │⣀⠤⠔⠒⠉⠉⠁
      83,800 └┬─────────────┬─────────────┬─────────────┬─────────────
              25 Oct      1 Nov         8 Nov        15 Nov

      page_messages_read_ratio
      Marketing messages read, divided by those sent
      69.9% on average · least 56.3% on 9 Nov 2026 · most 84.3% on 5 Nov 2026

      90% ┤
          │                      ⣷                               ⡤⠤
      80% ┤⠤⠒⢢   ⢀⠤⢢            ⡸ ⢣         ⢠⠋⠒⢄   ⣄     ⣷   ⡷⡀ ⡰⠁
          │   ⢇ ⢠⠃  ⠱⡀       ⣄ ⢠⠃ ⠈⢆       ⢠⠃  ⠈⢆ ⡜⠘⡄   ⢸⠈⡆ ⢸ ⠱⡰⠁
      70% ┤   ⠘⣤⠃    ⠱⡀  ⣄ ⢀⠜ ⠑⠜   ⠘⡄     ⢠⠃    ⠈⠞  ⢣   ⡎ ⢱ ⡇
          │    ⠁      ⠱⣀⠎ ⠉⠊        ⠸⡀⣀⢄ ⢀⠎         ⠈⡆ ⢰⠁ ⠘⣴⠁
      60% ┤            ⠁             ⠉  ⠑⠜           ⠉⠒⠊   ⠋
          │
      50% └┬─────────────┬─────────────┬─────────────┬─────────────
           25 Oct      1 Nov         8 Nov        15 Nov
      "
    `)
  })

  test('200 columns wide, and a year in it', async ({world}) => {
    const {out} = await world.msgr(`insights chart ${began} --since 2025-01-01 --until 2025-12-31`, {
      terminals: {stdout: true},
      columns: 200,
      env: {NO_COLOR: '1'},
    })

    expect(out).toMatchInlineSnapshot(`
      "1 Jan 2025 – 31 Dec 2025, days of California

      page_messages_new_conversations_unique
      Conversations started by people who had never written to the Page
      9,797 in all · 26.8 a day · most 45 on 24 Nov 2025 · a column is the mean of 2 days

      50 ┤
         │                                                                                                                             ▁      ▂                         ▂
      40 ┤                        ▂                                         ▃             ▅       ▃ ▂    ▁                             █    ▂ █      ▂       ▂          █             ▄
         │   ▁▂     ▂▇ █   ▄      ██          ▂      ▂ ▁  ▂▂          ▂ ▂▃  █   ▁   ▄     █  ▆▅ ▁▄█ █▄   █ ▄           ▂ ▁      ▆▄   ▄ █    █ █    ▅ █ ▂ ▆  ▂█     ▃    █ ▆   █       █ ▆ ▂  █ ▇
      30 ┤▅ ▅██ █▂ ▄██ █ ▅▆█▂  ▆  ██   █  ▁   █▆▁▃  ▂█ █  ██▂ ▂▆ ▇ ▃  █ ██ ▂█  ▄█ ▁ █ ▆  ██  ██▃███ ██ ▆ █ █▂▄▂   ▆▂ █ █ █ ▂ █  ██  ▇█ █ ▇ ▂█ █▆ ▆▆█ █▂█▅█▆ ██  ▅█ █▁▇▂ █ █▆ ▄█▇▁  ▂▄▃█ █▅█ ▂█ █
         │█▇███▃██ ███ █▅████  █▄ ██▁▄ ██▆█▁▆█████ ▄██▁█▄▅███ ██ █▂█▇▁█ ██▆██▁ ██▅█▇█▁█ ▆██▆▆██████ ██▇█▆█▁████▂▃ ██▂█▅█▁█▇█▄█▃ ██▃▆██▁█ █▃██ ██████▁██████▃██▆▃██ ████▆█ ██▇████▁▇████ ███ ██▃█▆
      20 ┤████████▆███ ██████▄███▁████▆███████████▄█████████████▆██████▆██████▁████████▆███████████▇█████████████▂█████████████ ████████▅█████████████████████████▄██████▃█████████████▇███▇█████
         │████████████▅████████████████████████████████████████████████████████████████████████████████████████████████████████▄█████████████████████████████████████████████████████████████████
      10 ┤███████████████████████████████████████████████████████████████████████████████████████████████████████████████████████████████████████████████████████████████████████████████████████
         │███████████████████████████████████████████████████████████████████████████████████████████████████████████████████████████████████████████████████████████████████████████████████████
       0 └┬──────────────┬─────────────┬───────────────┬──────────────┬──────────────┬──────────────┬───────────────┬──────────────┬──────────────┬───────────────┬──────────────┬───────────────
          Jan 2025   Feb 2025      Mar 2025        Apr 2025       May 2025       Jun 2025       Jul 2025        Aug 2025       Sep 2025       Oct 2025        Nov 2025       Dec 2025
      "
    `)
  })

  test('a few small numbers, in a pipe', async ({world}) => {
    const {out} = await world.msgr(
      'insights chart page_messages_reported_conversations_unique --since 2026-11-15 --until 2026-11-21',
    )

    expect(out).toMatchInlineSnapshot(`
      "15 Nov 2026 – 21 Nov 2026, days of California

      page_messages_reported_conversations_unique
      Conversations in which the Page was reported, as spam or as inappropriate
      3 in all · 0.4 a day · most 1 on 16 Nov 2026

      1 ┤        ███████                 ███████ ███████
        │        ███████                 ███████ ███████
        │        ███████                 ███████ ███████
        │        ███████                 ███████ ███████
      0 └───┬───────────────┬───────────────┬───────────────┬────
         15 Nov          17 Nov          19 Nov          21 Nov
      "
    `)
  })

  test('with a plot for each part of a breakdown, on the same scale', async ({world}) => {
    const {out} = await world.msgr(
      'insights chart page_messages_sent --breakdown recurring_notifications_topic --since 2026-11-08 --until 2026-11-21',
      {columns: 60},
    )

    expect(out).toMatchInlineSnapshot(`
      "8 Nov 2026 – 21 Nov 2026, days of California

      page_messages_sent, deals
      Marketing messages sent
      2,293 in all · 163.8 a day · most 260 on 10 Nov 2026

      300 ┤
          │      ▆▆
          │      ██                            ██
      200 ┤      ██                   ██ ▄▄    ██
          │   ▇▇ ██ ▆▆ ▂▂ ▇▇ ▇▇    ▂▂ ██ ██ ▇▇ ██
          │██ ██ ██ ██ ██ ██ ██ ▃▃ ██ ██ ██ ██ ██
      100 ┤██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ▄▄
          │██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ██
          │██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ██
        0 └─┬────────────────────┬───────────────────
           8 Nov              15 Nov

      page_messages_sent, news
      Marketing messages sent
      882 in all · 63 a day · most 100 on 10 Nov 2026

      300 ┤
          │
          │
      200 ┤
          │
          │
      100 ┤      ██                   ▂▂ ▁▁    ▆▆
          │▄▄ ▇▇ ██ ▆▆ ▅▅ ▇▇ ▇▇ ▃▃ ▅▅ ██ ██ ▇▇ ██
          │██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ██
        0 └─┬────────────────────┬───────────────────
           8 Nov              15 Nov
      "
    `)
  })

  test.for([40, 60, 80, 200] as const)('no line is wider than %i columns', async (columns, {world}) => {
    for (const span of ['1d', '3d', '28d', '90d', '2y']) {
      const {code, out} = await world.msgr(`insights chart all-live --since ${span}`, {
        terminals: {stdout: true},
        columns,
      })
      const widths = stripVTControlCharacters(out)
        .split('\n')
        .map(line => line.length)
      expect(code).toBe(0)
      expect(Math.max(...widths), span).toBeLessThanOrEqual(columns)
    }
  })

  test('colours are only where they are wanted, and change nothing else', async ({world}) => {
    const line = `insights chart ${began} ${days}`
    const [terminals, columns] = [{stdout: true}, 80]

    const coloured = await world.msgr(line, {terminals, columns})
    const plain = await world.msgr(line, {terminals, columns, env: {NO_COLOR: '1'}})
    const flag = await world.msgr(`${line} --no-color`, {terminals, columns})
    const piped = await world.msgr(line, {columns})

    expect(coloured.out).toContain('\u001b[36m')
    expect(stripVTControlCharacters(coloured.out)).toBe(plain.out)
    expect(flag.out).toBe(plain.out)
    expect(piped.out).toBe(plain.out)
  })

  test('under --json the numbers themselves', async ({world}) => {
    const {out} = await world.msgr(`insights chart ${began} ${days} --json`)

    expect(JSON.parse(out).series[0].values).toHaveLength(28)
    expect(JSON.parse(out)).toMatchObject({
      since: '2026-10-25',
      until: '2026-11-21',
      series: [{metric: began, total: expect.any(Number)}],
    })
  })
})

describe('as a picture', () => {
  test('an SVG with title, Page, days, totals, axes and the day it was drawn', async ({world}) => {
    world.clock.set('2026-11-22T20:00:00Z')

    const {code, out} = await world.msgr(`insights chart ${began} ${days} --out new.svg`)

    const svg = await world.read('new.svg')
    expect({code, out}).toEqual({code: 0, out: `✔ Wrote ${join(world.folder, 'new.svg')}\n`})
    expect(textsOf(svg).map(({text}) => text)).toEqual([
      'Conversations started by people who had never written to the Page',
      'Acme Shop · 25 Oct 2026 – 21 Nov 2026, days of California',
      expect.stringMatching(
        new RegExp(`^${began} · \\d+ in all · [\\d.]+ a day · most \\d+ on \\d+ Nov 2026$`),
      ),
      ...['0', '10', '20', '30', '40', '50'],
      ...['25 Oct', '1 Nov', '8 Nov', '15 Nov'].flatMap(() => [expect.stringMatching(/^\d+ (Oct|Nov)$/)]),
      ...Array.from({length: textsOf(svg).length - 14}, () => expect.stringMatching(/^\d+ (Oct|Nov)$/)),
      'Drawn by msgr on 2026-11-22 from the insights of the Page',
    ])
    expect(svg.match(/<circle /g)).toHaveLength(28)
  })

  test.for(['1d', '28d', '2y'] as const)(
    'of %s: no text of it is cut off, or over another',
    async (span, {world}) => {
      const words =
        '"Every <very> long & wide title that anybody could want to have above all of their many reports"'

      await world.msgr(`insights chart all-live --since ${span} --out all.svg --title ${words}`)

      const svg = await world.read('all.svg')
      const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg)?.map(Number) ?? []
      const boxes = textsOf(svg)
      expect(boxes.length).toBeGreaterThan(50)
      for (const box of boxes) {
        expect(box.left, box.text).toBeGreaterThanOrEqual(0)
        expect(box.right, box.text).toBeLessThanOrEqual(width ?? 0)
        expect(box.bottom, box.text).toBeLessThanOrEqual(height ?? 0)
        expect(
          boxes.filter(other => other !== box && overlap(box, other)).map(({text}) => text),
          box.text,
        ).toEqual([])
      }
    },
  )

  test('parts are told apart by colour and by dashes, and the smallest of many are left out', async ({
    world,
  }) => {
    await world.msgr(
      'insights chart page_messages_engagement --breakdown campaign_id,message_type,engagement_source --out parts.svg',
    )

    const svg = await world.read('parts.svg')
    const strokes = [...svg.matchAll(/<path .*stroke="(#\w+)".*stroke-dasharray="([^"]+)"/g)]
    expect(new Set(strokes.map(([, colour]) => colour)).size).toBe(7)
    expect(new Set(strokes.map(([, , dashes]) => dashes)).size).toBe(3)
    expect(svg).toContain('and 1 more, smaller, that are not drawn')
  })

  test('a day without a value is a gap in the line', async () => {
    const {toPanels} = await import('../../../src/commands/shared/wording/series-panels.ts')
    const {toSvg} = await import('../../../src/drawing/chart/svg.ts')
    const values = ['02', '03', '05', '06'].map(day => ({
      day: `2026-11-${day}`,
      firstDay: undefined,
      value: 1,
    }))

    const series = {title: undefined, description: undefined, total: undefined}
    const svg = toSvg(toPanels([{...series, metric: began, period: 'day', values}]), {
      title: 'Gap',
      page: undefined,
      since: '2026-11-01',
      until: '2026-11-05',
      drawn: '2026-11-22',
    })

    expect(svg.match(/<path /g)).toHaveLength(2)
  })

  test('a PNG of twice the size, with letters in it', async ({world}) => {
    const {code, err} = await world.msgr(`insights chart ${began} ${reachable} ${days} --out new.png`)

    const png = await readFile(join(world.folder, 'new.png'))
    expect({code, err}).toEqual({code: 0, err: ''})
    expect(png.subarray(1, 4).toString()).toBe('PNG')
    expect(png.readUInt32BE(16)).toBe(2400)
    expect(png.length).toBeGreaterThan(100_000)
  })

  test('letters that the picture cannot show are told', async ({world}) => {
    const {code, err} = await world.msgr(
      `insights chart ${began} --last 7d --out new.png --title "日本 Ελλάδα 😀"`,
    )

    expect(code).toBe(0)
    expect(err).toContain('boxes instead of 日本😀')
  })
})

test('a metric that is refused does not lose the chart of the others', async ({world}) => {
  const {code, err} = await world.msgr(`insights chart ${began} page_new --last 7d --out new.svg`)

  expect(code).toBe(6)
  expect(err).toContain('page_new is left out')
  expect(await world.read('new.svg')).toContain(began)
})

test('without values nothing is drawn', async ({world}) => {
  const page = pageOf(world.emulator)
  page.likes = 12

  const shown = await world.msgr(`insights chart ${began}`)
  const written = await world.msgr(`insights chart ${began} --out new.svg`)

  expect(shown).toMatchObject({code: 0, out: 'There are no values.\n'})
  expect(written).toMatchObject({code: 1, err: expect.stringContaining('There is nothing to draw')})
})

test.for([
  ['', "Missing required argument 'metric'"],
  [`${began} --out new.gif`, 'ends neither in .png nor in .svg'],
] as const)('insights chart %s is misused', async ([flags, message], {world}) => {
  const {code, err} = await world.msgr(`insights chart ${flags}`)

  expect(code).toBe(2)
  expect(err).toContain(message)
})

interface Box {
  readonly text: string
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** The texts of a picture with the room they take in a usual font. */
function textsOf(svg: string): readonly Box[] {
  const found = svg.matchAll(
    /<text x="([\d.]+)" y="([\d.]+)" font-size="([\d.]+)"[^>]*?( text-anchor="(\w+)")?>([^<]*)</g,
  )
  return [...found].map(([, x, y, size, , anchor, text = '']) => {
    const shown = text.replace(/&\w+;/g, '&')
    const width = shown.length * Number(size) * 0.58
    const left = Number(x) - (anchor === 'end' ? width : anchor === 'middle' ? width / 2 : 0)
    return {
      text,
      left,
      right: left + width,
      top: Number(y) - Number(size) * 0.75,
      bottom: Number(y) + Number(size) * 0.25,
    }
  })
}

const overlap = (one: Box, other: Box) =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom
