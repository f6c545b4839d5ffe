/** Lets the browser save a text as a file. */
export function saveFile(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], {type}))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // Later: some browsers read the file after the click.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

/** A file name of a text: `ada-lindqvist` for `Ada Lindqvist`. */
export function fileNameOf(text: string): string {
  const words = text
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .match(/[\p{Letter}\p{Number}]+/gu)
  return words?.join('-') ?? 'chat'
}
