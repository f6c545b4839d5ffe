/**
 * A text as one word of a suggested command line: pasted into a shell, it stands for itself and runs nothing,
 * whatever a name or an address from others contains.
 */
export function shellWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text
  return /["$`\\!]/.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : `"${text}"`
}
