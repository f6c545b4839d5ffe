/** Formats whose numbers are shown as they are. */
const plainFormats = new Set(['General', '@', 'GENERAL', ''])

/** A number with this many digits may be an id: it is never grouped or shortened. */
const MIN_ID_DIGITS = 12
/** A spreadsheet keeps this many digits of a number. */
const MOST_DIGITS = 15

/** Writes the number of a cell as its format shows it. */
export type NumberText = (value: number) => string

/**
 * Prepares the formats of a workbook: dates as ISO 8601, percentages and amounts of money as a person sees them in Excel,
 * in English unless the format names a language. Whole numbers of 12 digits and more are digits alone.
 * @param is1904 whether days are counted from 1904.
 */
export async function numberTexts(
  formats: readonly string[],
  is1904: boolean,
): Promise<(style: number) => NumberText> {
  if (formats.every(format => plainFormats.has(format))) return () => plainNumber
  const {format: write, getFormatInfo} = await import('numfmt')
  const known = new Map<number, NumberText>()
  const textOf = (format: string): NumberText => {
    if (plainFormats.has(format)) return plainNumber
    const kind = kindOf(format, getFormatInfo)
    if (kind === undefined) return plainNumber
    if (isMoment(kind) && !/\[(?:h+|m+|s+)\]/i.test(format))
      return value => momentText(value + (is1904 ? DAYS_TO_1904 : 0), kind)
    const isAmount = kind === 'percent' || kind === 'currency'
    return value => {
      if (!isAmount && isLong(value)) return plainNumber(value)
      const text = write(format, value, {throws: false}).trim()
      return text === '' || text.startsWith('#') ? plainNumber(value) : text
    }
  }
  return style => {
    const text = known.get(style) ?? textOf(formats[style] ?? 'General')
    known.set(style, text)
    return text
  }
}

function kindOf(format: string, infoOf: (format: string) => {readonly type: string}): string | undefined {
  try {
    return infoOf(format).type
  } catch {
    return undefined
  }
}

const isLong = (value: number): boolean =>
  Number.isInteger(value) && Math.abs(value) >= 10 ** (MIN_ID_DIGITS - 1)

/** Whether a whole number has more digits than a spreadsheet keeps: its last digits are not those that were typed. */
export const isRounded = (value: number): boolean =>
  Number.isInteger(value) && Math.abs(value) >= 10 ** MOST_DIGITS

/** `0.3`, not `0.30000000000000004`; a whole number that lost digits is written like in Excel: `6.41122334455668E+15`. */
export function plainNumber(value: number): string {
  if (isRounded(value)) return value.toExponential(MOST_DIGITS - 1).replace(/\.?0*e\+/, 'E+')
  return String(Number(value.toPrecision(MOST_DIGITS)))
}

type Moment = 'date' | 'time' | 'datetime'
const isMoment = (kind: string): kind is Moment => ['date', 'time', 'datetime'].includes(kind)

const DAYS_TO_1904 = 1462
/** 1900-02-29 never was; Excel counts it, as Lotus 1-2-3 did. */
const LOTUS_DAY = 60
const DAY_MS = 86_400_000
const EPOCH_MS = Date.UTC(1899, 11, 30)

/** `2026-12-01`, `2026-12-01T09:00`, `09:00`: what a format shows of a moment does not count, except which parts it has. */
function momentText(serial: number, kind: Moment): string {
  const days = serial < LOTUS_DAY ? serial + 1 : serial
  const moment = new Date(EPOCH_MS + Math.round(days * DAY_MS))
  if (serial < 0 || Number.isNaN(moment.getTime())) return plainNumber(serial)
  const [date = '', rest = ''] = moment.toISOString().split('T')
  const time = rest.replace(/(?::00)?\.000Z$/, '').replace(/Z$/, '')
  const hasTime = time !== '00:00'
  if (kind === 'time' && serial < 1) return time
  return hasTime && kind !== 'date' ? `${date}T${time}` : date
}
