/** Splits a command line as a shell does: at spaces, outside of quotes. */
export function words(line: string): string[] {
  const found: string[] = []
  let word: string | undefined
  let quote = ''
  for (const character of line) {
    if (quote !== '') {
      if (character === quote) quote = ''
      else word = (word ?? '') + character
    } else if (character === '"' || character === "'") [quote, word] = [character, word ?? '']
    else if (character === ' ') {
      if (word !== undefined) found.push(word)
      word = undefined
    } else word = (word ?? '') + character
  }
  return word === undefined ? found : [...found, word]
}
