import {atPlace, UsageError} from '../errors.ts'
import {StrictDecoder, type TextSource, unreadableText} from './decode.ts'
import {splitLines} from './line-ends.ts'

/** Longer than any line of a list, so that a file without line ends does not fill the memory. */
const MAX_LINE_CHARACTERS = 64 * 1024 * 1024

/** More than any editor or export leaves: reading stops in a file of nothing but line ends. */
const MAX_EMPTY_LINES = 1_000_000

/**
 * Iterates over the lines of a file or of standard input, decoded strictly, as they arrive. A line end at the
 * very end does not start another line.
 * @throws {UsageError} as `decodeText`, for a line that is too long, and for a million empty lines in a row. The
 *   lines before it have been returned by then.
 */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  source: TextSource,
): AsyncGenerator<string> {
  const decoder = new StrictDecoder(source)
  /** The unfinished line, including a final CR that an LF may follow. */
  let rest = ''
  let count = 0
  let empty = 0
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
    if (rest.length > MAX_LINE_CHARACTERS)
      throw noList(source, count + lines.length + 1, 'the line is longer than 64 MB')
    for (const line of lines) {
      count += 1
      empty = line === '' ? empty + 1 : 0
      if (empty > MAX_EMPTY_LINES)
        throw noList(source, count, `there are ${MAX_EMPTY_LINES} empty lines before it`)
      yield line
    }
  }
  const lines = splitLines(rest + failing(() => decoder.end()))
  if (lines.at(-1) === '') lines.pop()
  yield* lines
}

/** The complete lines, and the rest. */
function whole(rest: string, text: string): string[] {
  const isOpen = text.endsWith('\r')
  const lines = splitLines(isOpen ? text.slice(0, -1) : text)
  if (rest.endsWith('\r')) {
    // The CR ended its line; an LF right after it belongs to it.
    if (text === '') return [rest]
    if (text.startsWith('\n')) lines.shift()
    lines.unshift(rest.slice(0, -1))
  } else lines[0] = rest + (lines[0] ?? '')
  if (isOpen) lines.push(`${lines.pop() ?? ''}\r`)
  return lines
}

function noList({file}: TextSource, line: number, reason: string): UsageError {
  const place = {file, line}
  return new UsageError(atPlace({file: file ?? 'Standard input', line}, `${reason}: is this a list?`), {
    place,
  })
}
