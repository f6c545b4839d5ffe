/**
 * A text as one word of a command line that a person is told to type: pasted into a shell it means itself and runs nothing,
 * whatever a name or an address of others holds.
 */
export function shellWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text
  return /["$`\\!]/.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : `"${text}"`
}
