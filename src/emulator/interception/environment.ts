import {delimiter} from 'node:path'
import {graphHosts} from '../../platform/graph-hosts.ts'
import {covers} from './tunnel.ts'

type Environment = Readonly<Record<string, string | undefined>>

export interface Routes {
  /** Ports on 127.0.0.1: the proxy, TLS as a host of the Graph API, and the emulator itself. */
  readonly proxyPort: number
  readonly frontPort: number
  readonly emulatorPort: number
  /** The file preloaded into Node. */
  readonly redirectFile: string
  /** The authority of the emulator's certificate, PEM. */
  readonly authority: string
  /** The emulator's authority and all others. */
  readonly bundleFile: string
  readonly javaTrustStoreFile: string
  /** The folder with an ini file for PHP. */
  readonly phpFolder: string
}

/** The variables that make programs reach the emulator at the Graph API's hosts, and everything else as before. */
export function interceptingEnvironment(inherited: Environment, routes: Routes): Record<string, string> {
  const proxy = `http://127.0.0.1:${routes.proxyPort}`
  const exceptions = ['localhost', '127.0.0.1', '::1', ...keptExceptions(inherited)].join(',')
  return {
    MSGR_REDIRECT: JSON.stringify({
      hosts: graphHosts,
      ports: {80: routes.emulatorPort, 443: routes.frontPort},
      authority: routes.authority,
    }),
    NODE_OPTIONS: joined(' ', inherited['NODE_OPTIONS'], `--require ${quoted(routes.redirectFile)}`),
    HTTPS_PROXY: proxy,
    https_proxy: proxy,
    // Ruby uses this for https too.
    http_proxy: proxy,
    NO_PROXY: exceptions,
    no_proxy: exceptions,
    SSL_CERT_FILE: routes.bundleFile,
    REQUESTS_CA_BUNDLE: routes.bundleFile,
    CURL_CA_BUNDLE: routes.bundleFile,
    JAVA_TOOL_OPTIONS: joined(' ', inherited['JAVA_TOOL_OPTIONS'], javaOptions(routes)),
    // An empty entry means PHP's default folder.
    PHP_INI_SCAN_DIR: [inherited['PHP_INI_SCAN_DIR'] ?? '', routes.phpFolder].join(delimiter),
  }
}

/** Entries of NO_PROXY, in either spelling. */
export function proxyExceptions(inherited: Environment): readonly string[] {
  const text = inherited['no_proxy'] ?? inherited['NO_PROXY'] ?? ''
  return text.split(/[\s,]+/).filter(entry => entry !== '')
}

/** Drops entries that would lead to the real platform; the proxy still follows them for other hosts. */
function keptExceptions(inherited: Environment): readonly string[] {
  return proxyExceptions(inherited).filter(entry => !graphHosts.some(host => covers(entry, host)))
}

function javaOptions({proxyPort, javaTrustStoreFile}: Routes): string {
  return [
    '-Dhttps.proxyHost=127.0.0.1',
    `-Dhttps.proxyPort=${proxyPort}`,
    quoted(`-Djavax.net.ssl.trustStore=${javaTrustStoreFile}`),
    '-Djavax.net.ssl.trustStoreType=JKS',
  ].join(' ')
}

/** Quotes a word with spaces for Node and Java. */
function quoted(word: string): string {
  return /[\s"]/.test(word) ? `"${word.replace(/[\\"]/g, '\\$&')}"` : word
}

function joined(by: string, ...parts: readonly (string | undefined)[]): string {
  return parts.filter(part => part !== undefined && part !== '').join(by)
}
