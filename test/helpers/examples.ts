import {isExampleHeading} from '../../src/cli/help-text.ts'
import {words} from './words.ts'

/** The command lines under `Examples:` in a help text, without the prompt. */
export function exampleLines(details: string): readonly string[] {
  const lines = details.split('\n')
  return lines.flatMap((heading, at) => {
    if (!isExampleHeading(heading)) return []
    const rest = lines.slice(at + 1)
    const end = rest.findIndex(line => !line.startsWith(' '))
    return rest.slice(0, end === -1 ? rest.length : end).map(line => line.trim().replace(/^\$ /, ''))
  })
}

/** The arguments of each msgr call in a shell line, without redirections. */
export function msgrCalls(line: string): readonly (readonly string[])[] {
  return line
    .split(/ \| | && |<\(|\$\(/)
    .map(part => words(part.replace(/\)"?$/, '')))
    .filter(([program]) => program === 'msgr')
    .map(([, ...argv]) => argv.filter((word, at) => !isRedirection(word) && !isRedirection(argv[at - 1])))
}

const isRedirection = (word: string | undefined) => word !== undefined && /^\d?[<>]{1,2}$/.test(word)
