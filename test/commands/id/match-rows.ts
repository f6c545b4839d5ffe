/** The people of a file of matches, in its order, each once. */
export function personsIn(text: string, kind: string): readonly string[] {
  const lines = text.trimEnd().split('\n')
  const persons =
    kind === 'csv'
      ? lines.slice(1).map(line => line.split(',')[0] ?? '')
      : lines.map(line => JSON.parse(line).person)
  return [...new Set(persons)]
}
