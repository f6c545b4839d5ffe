import {platform} from 'node:os'

/**
 * A text as one word of a suggested command line: pasted into a shell, it stands for itself and runs nothing,
 * whatever a name or an address from others contains. On Windows that may be cmd.exe or PowerShell, and what is never safe in both
 * of them is shown as `?`.
 * @param system default: this one.
 */
export function shellWord(text: string, system = platform()): string {
  if (system === 'win32') return windowsWord(text)
  if (/^[\w@%+=:,./-]+$/.test(text)) return text
  return /["$`\\!]/.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : `"${text}"`
}

/** PowerShell ends such a word at curved quotation marks too, and a backslash before its end would belong to the mark. */
function windowsWord(text: string): string {
  if (/^[\w+=:./\\-]+$/.test(text)) return text
  return `"${text.replaceAll(/["\u201c-\u201e$`%!]/g, '?').replace(/\\+$/, '$&$&')}"`
}
