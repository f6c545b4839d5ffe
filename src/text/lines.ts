import {atPlace, UsageError} from '../errors.ts'
import {StrictDecoder, type TextSource, unreadableText} from './decode.ts'
import {splitLines} from './line-ends.ts'

/** Longer than any line of a list; a file without line ends does not fill the memory. */
const MAX_LINE_CHARACTERS = 64 * 1024 * 1024

/**
 * The lines of a file or of standard input, decoded strictly, as they come. A line end at the very end begins no line.
 * @throws {UsageError} as `decodeText`, and for a line that is too long; what came before was given by then.
 */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  source: TextSource,
): AsyncGenerator<string> {
  const decoder = new StrictDecoder(source)
  /** The line that has no end yet; with the CR behind it that an LF may follow. */
  let rest = ''
  let count = 0
  const failing = (read: () => string): string => {
    try {
      return read()
    } catch (error) {
      throw unreadableText(error, source, before => rest + before, count)
    }
  }
  for await (const chunk of chunks) {
    const lines = whole(
      rest,
      failing(() => decoder.write(chunk)),
    )
    rest = lines.pop() ?? ''
    if (rest.length > MAX_LINE_CHARACTERS) throw tooLong(source, count + lines.length + 1)
    for (const line of lines) {
      count += 1
      yield line
    }
  }
  const lines = splitLines(rest + failing(() => decoder.end()))
  if (lines.at(-1) === '') lines.pop()
  yield* lines
}

/** The lines that have ended, and what is left. */
function whole(rest: string, text: string): string[] {
  const isOpen = text.endsWith('\r')
  const lines = splitLines(isOpen ? text.slice(0, -1) : text)
  if (rest.endsWith('\r')) {
    // The CR ended its line; an LF right behind it belongs to it.
    if (text === '') return [rest]
    if (text.startsWith('\n')) lines.shift()
    lines.unshift(rest.slice(0, -1))
  } else lines[0] = rest + (lines[0] ?? '')
  if (isOpen) lines.push(`${lines.pop() ?? ''}\r`)
  return lines
}

function tooLong({file}: TextSource, line: number): UsageError {
  const place = {file, line}
  return new UsageError(
    atPlace({file: file ?? 'Standard input', line}, 'the line is longer than 64 MB: is this a list?'),
    {place},
  )
}
