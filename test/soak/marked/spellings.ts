/** What no secret of the tests holds by chance. Letters and digits, which stay as they are in URLs and in JSON. */
export const MARKER = 'feedc0de5ec2e75afe'

/** Source of a pattern for each way to write the marker, by its name. */
export const spellings: Readonly<Record<string, readonly Buffer[]>> = {
  plain: [Buffer.from(MARKER), Buffer.from(MARKER.toUpperCase())],
  base64: [0, 1, 2].map(base64At),
  hex: [Buffer.from(Buffer.from(MARKER).toString('hex'))],
  'URL-encoded': [everyCharacter(code => `%${code}`), everyCharacter(code => `%${code.toUpperCase()}`)],
  'JSON escapes': [everyCharacter(code => `\\u00${code}`)],
  'UTF-16': [Buffer.from(MARKER, 'utf16le')],
}

/** With so many bytes before it; without the characters at its ends, which hold bits of its neighbours. */
function base64At(before: number): Buffer {
  const text = Buffer.from('x'.repeat(before) + MARKER).toString('base64')
  return Buffer.from(
    text.slice(before === 0 ? 0 : before + 1, Math.floor(((before + MARKER.length) * 4) / 3)),
  )
}

function everyCharacter(spell: (code: string) => string): Buffer {
  return Buffer.from([...MARKER].map(letter => spell(letter.charCodeAt(0).toString(16))).join(''))
}

export interface Hit {
  readonly spelling: string
  /** Of its first byte. */
  readonly at: number
}

/** Each place where the marker stands, in whatever spelling. */
export function hitsIn(bytes: Buffer): readonly Hit[] {
  return Object.entries(spellings).flatMap(([spelling, needles]) =>
    needles.flatMap(needle => {
      const hits: Hit[] = []
      for (let at = bytes.indexOf(needle); at !== -1; at = bytes.indexOf(needle, at + 1))
        hits.push({spelling, at})
      return hits
    }),
  )
}
