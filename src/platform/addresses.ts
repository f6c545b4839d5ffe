import {BlockList} from 'node:net'

/** `{{host}}`, `${HOST}` and `$(HOST)` are left over from a template wherever they stand. */
const leftover = /\{\{[^{}]*\}\}|\$\{[^{}]*\}|\$\([^()]*\)/

/** What stands for a host until somebody writes it: `<your_domain>`, `[host]`, `{host}`, `%HOST%`, `$HOST`, `YOUR_DOMAIN`. */
const inHost = [
  /<[^<>]*>/,
  /^\[(?![0-9a-f:.]+\])[^\]]*\]/i,
  /\{[^{}]*\}/,
  /%[A-Za-z_]+%/,
  /\$[A-Za-z_]\w*/,
  /(?<![A-Za-z0-9_])[A-Z0-9]+(?:_[A-Z0-9]+)+(?![a-z0-9])/,
  /(?<![\w-])your[-_](?:domain|site|host|server|website|web|app|company|shop|page|url)(?:[-_]?name)?(?![\w-])/i,
  /(?<![\w-])your(?:domain|website|hostname|server)(?![\w-])/i,
]

/** The placeholder that nobody filled in of a URL, `<your_domain>`; undefined when there is none. */
export function unfilledIn(url: string): string | undefined {
  return leftover.exec(url)?.[0] ?? unfilledHost(url)
}

/** The same for the host alone: the rest may be filled in later. */
export function unfilledHost(url: string): string | undefined {
  const host = /^[a-z]+:\/\/([^/?#]*)/i.exec(url)?.[1] ?? ''
  const found = leftover.exec(host)?.[0]
  return found ?? inHost.map(pattern => pattern.exec(host)?.[0]).find(each => each !== undefined)
}

/** Addresses that only this machine or its network knows, or that are nobody's. Source: RFC 6890, RFC 4193, RFC 4291 */
const unreachable = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  unreachable.addSubnet(network, prefix, 'ipv4')
for (const [network, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 9],
  ['ff00::', 8],
] as const)
  unreachable.addSubnet(network, prefix, 'ipv6')

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** Whether an address is this machine, one that only the network around it reaches, or one that everybody reaches. */
export function addressKind(address: string, family: 'ipv4' | 'ipv6'): 'loopback' | 'private' | 'public' {
  if (loopback.check(address, family)) return 'loopback'
  return unreachable.check(address, family) ? 'private' : 'public'
}

const localName = /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|lan|home|corp|home\.arpa)$/

/**
 * The host of a URL that nobody outside of this machine and its network can reach – `localhost`, `nas.local`, `web`,
 * `192.168.0.7`, `[::1]`, however it is written; undefined when it can be, or the URL cannot be read.
 */
export function privateHost(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined
  // Numbers such as 2130706433 and 0x7f.1 come out as 127.0.0.1.
  const host = new URL(url).hostname.replace(/\.$/, '')
  const isPrivate = host.startsWith('[')
    ? unreachable.check(host.slice(1, -1), 'ipv6')
    : /^[0-9.]+$/.test(host)
      ? unreachable.check(host, 'ipv4')
      : localName.test(host) || !host.includes('.')
  return isPrivate ? host : undefined
}
