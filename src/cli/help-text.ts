import {widthOf, wrapTo} from '../terminal/width.ts'

/**
 * The texts of help, which are written in lines of any length, in lines of that many columns: sentences that were
 * broken into lines are filled, a line that begins with blanks goes on below its last column, and a command goes on behind a
 * backslash, as a shell reads it. No word is broken.
 */
export function wrapHelp(text: string, width: number): string {
  const lines: string[] = []
  let paragraph: string[] = []
  let isExample = false
  const endParagraph = () => {
    if (paragraph.length > 0) lines.push(...wrapTo(paragraph.join(' '), width, {runsOn: true}))
    paragraph = []
  }
  for (const line of text.split('\n')) {
    if (line !== '' && !line.startsWith(' ')) {
      paragraph.push(line)
      isExample = isExampleHeading(line)
      if (/[.:]$/.test(line)) endParagraph()
      continue
    }
    endParagraph()
    if (widthOf(line) <= width) lines.push(line)
    else lines.push(...(isExample ? wrapCommand(line, width) : wrapRow(line, width)))
  }
  endParagraph()
  return lines.join('\n')
}

/** `Examples:`, `Example, to let people answer by hand:` */
export const isExampleHeading = (line: string) => /^Examples?\b.*:$/.test(line)

/** The words of a shell command with their quotation marks, a flag with its value. */
const shellWords = (command: string) =>
  command.match(/(?:--[\w-]+ (?!-))?(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? []

export function wrapCommand(line: string, width: number): readonly string[] {
  const indent = /^ +(?:\$ )?/.exec(line)?.[0] ?? ''
  const further = ' '.repeat(indent.length + 2)
  const lines: string[] = []
  let current = indent
  for (const word of shellWords(line.slice(indent.length))) {
    const joined = current.endsWith(' ') ? `${current}${word}` : `${current} ${word}`
    const hasWord = current.trim() !== '' && current !== indent
    if (hasWord && widthOf(joined) > width - CONTINUED.length) {
      lines.push(`${current}${CONTINUED}`)
      current = `${further}${word}`
    } else current = joined
  }
  return [...lines, current]
}

const CONTINUED = ' \\'

/** `  name   what it is`: what it is goes on under itself, a comment as a comment. */
function wrapRow(line: string, width: number): readonly string[] {
  const [, head = '', rest = ''] =
    /^( +\S(?:.*?\S)??(?: {2,}|: {2,}))(\S.*)$/.exec(line) ?? /^( +)(.*)$/s.exec(line) ?? []
  const column = head.length > width / 2 ? indentOf(line) + 4 : head.length
  const mark = rest.startsWith('# ') ? '# ' : ''
  const [first = '', ...more] = wrapTo(rest, Math.max(1, width - head.length), {runsOn: true})
  const others = wrapTo(more.join(' '), width - column - mark.length, {runsOn: true})
  return [`${head}${first}`, ...others.filter(Boolean).map(each => `${' '.repeat(column)}${mark}${each}`)]
}

const indentOf = (line: string) => line.length - line.trimStart().length
