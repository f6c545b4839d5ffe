/** The window event fired when the emulator answers again. */
export const BACK = 'msgr-back'

/** Whether the page may load a URL: one of the emulator or of the page itself. Nothing is loaded from another host. */
export function isOurs(url: string): boolean {
  if (/^(data:image\/|blob:)/.test(url)) return true
  try {
    return new URL(url, location.href).origin === location.origin
  } catch {
    return false
  }
}
