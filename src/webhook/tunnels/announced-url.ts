/** Begins the name of a host that explains a tunnel rather than being one. */
const aboutTunnels = /^(www|docs?|api|admin|console|dashboard|login|developers?|status|support|help)\./
/** Providers' own sites, and where they are talked about. */
const sites =
  /(^|\.)(github\.com|twitter\.com|x\.com)$|^(localhost\.run|serveo\.net|pinggy\.io|ngrok\.com|loca\.lt)$/
const thisMachine = ['localhost', '127.0.0.1', '[::1]', '0.0.0.0']

/**
 * The address of a tunnel in a line that a program wrote: https without a path, or http of this machine unless it is
 * the receiver's own port. Undefined when there is none.
 */
export function findAnnouncedUrl(line: string, ownPort: number): string | undefined {
  const found = line.match(/https?:\/\/[^\s"'`<>|,;()]+/g) ?? []
  return found
    .flatMap(text => (URL.canParse(text) ? [new URL(text)] : []))
    .find(url => isTunnel(url, ownPort))?.origin
}

function isTunnel(url: URL, ownPort: number): boolean {
  if (url.pathname !== '/' || url.search !== '' || url.username !== '') return false
  if (thisMachine.includes(url.hostname)) return url.port !== String(ownPort)
  return url.protocol === 'https:' && !aboutTunnels.test(url.hostname) && !sites.test(url.hostname)
}

/** What is left of a line without its address: a program announces each new one in the same words. */
export function wordsAround(line: string, url: string): string {
  return line.replaceAll(new URL(url).host, '')
}
