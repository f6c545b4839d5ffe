/** How the values are placed next to each other. */
interface Steps {
  /** Columns of the terminal for each value. */
  readonly stepWidth: number
}

/** Heights in [0, 1], or undefined without a value. */
type Places = readonly (number | undefined)[]

const blocks = ' ▁▂▃▄▅▆▇█'

/** A bar for each value, drawn to an eighth of a row; the rows from the top. Any value above zero is visible. */
export function bars(places: Places, {stepWidth}: Steps, height: number): readonly string[] {
  const gap = stepWidth > 2 ? 1 : 0
  return Array.from({length: height}, (_, index) => {
    const below = height - 1 - index
    return places
      .map((place = 0) => {
        const eighths = place > 0 ? Math.max(1, Math.round(place * height * 8)) : 0
        const block = blocks[Math.min(8, Math.max(0, eighths - below * 8))] ?? ' '
        return block.repeat(stepWidth - gap) + ' '.repeat(gap)
      })
      .join('')
  })
}

/** The dots of a braille character, by column and row from the top. Source: https://www.unicode.org/charts/PDF/U2800.pdf */
const dots = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const

/** A line through the values, two dots wide and four high to a character; the rows from the top. */
export function curve(places: Places, {stepWidth}: Steps, height: number): readonly string[] {
  const cells = Array.from({length: height}, () => new Array<number>(places.length * stepWidth).fill(0))
  const highest = height * 4 - 1
  let before: number | undefined
  for (let x = 0; x < places.length * stepWidth * 2; x++) {
    const place = placeAt(places, x / (stepWidth * 2))
    const y = place === undefined ? undefined : Math.round((1 - place) * highest)
    if (y !== undefined) {
      // Steep parts are drawn without gaps, from the height of the previous dot.
      const [from, to] =
        before === undefined || before === y ? [y, y] : before < y ? [before + 1, y] : [y, before - 1]
      for (let dot = from; dot <= to; dot++) setDot(cells, x, dot)
    }
    before = y
  }
  return cells.map(row => String.fromCharCode(...row.map(bits => (bits === 0 ? 0x20 : 0x2800 + bits))))
}

function setDot(cells: readonly number[][], x: number, y: number): void {
  const row = cells[Math.floor(y / 4)]
  if (row === undefined) return
  const column = Math.floor(x / 2)
  row[column] = (row[column] ?? 0) | (dots[x % 2 === 0 ? 0 : 1][y % 4] ?? 0)
}

/** The height between two values; next to a gap, the height of the one that exists. */
function placeAt(places: Places, step: number): number | undefined {
  const place = places[Math.floor(step)]
  const next = places[Math.floor(step) + 1] ?? place
  if (place === undefined || next === undefined) return place
  return place + (next - place) * (step % 1)
}
