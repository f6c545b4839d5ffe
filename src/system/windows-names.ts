/**
 * Names of devices, with any extension.
 * Source: https://learn.microsoft.com/windows/win32/fileio/naming-a-file
 */
const device = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³]) *(?:\.|$)/i

// biome-ignore lint/suspicious/noControlCharactersInRegex: Windows refuses them too
const forbidden = /[<>:"|?*\x00-\x1f]/

/** Whether Windows takes a file name, without folders, for a device. */
export const isDeviceName = (name: string): boolean => device.test(name)

/**
 * Why Windows would make no ordinary file with this path, or one that its own programs cannot open: a clause such as
 * `NUL is the name of a device on Windows`. Undefined if nothing is wrong. A path in the form of a device, `\\.\NUL`, is what it says.
 */
export function windowsNameFault(path: string): string | undefined {
  if (/^\\\\[.?]\\/.test(path)) return undefined
  const names = path.replace(/^[a-z]:/i, '').split(/[\\/]/)
  for (const name of names.filter(each => each !== '.' && each !== '..')) {
    if (isDeviceName(name)) return `${name} is the name of a device on Windows`
    const [character] = forbidden.exec(name) ?? []
    if (character !== undefined) return `Windows allows no ${JSON.stringify(character)} in a name`
    if (/[. ]$/.test(name))
      return `on Windows a name cannot end with a ${name.endsWith('.') ? 'dot' : 'space'}`
  }
  return undefined
}
