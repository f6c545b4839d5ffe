import {X509Certificate} from 'node:crypto'
import {readFile} from 'node:fs/promises'
import {rootCertificates} from 'node:tls'

/** Where systems keep the authorities they trust: Debian, Red Hat, SUSE, Alpine and macOS. */
const systemStores = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
]

/**
 * The authorities a program would trust by itself, each once, in PEM: those of Node, of the system, and of these files,
 * of which any may be missing.
 */
export async function knownAuthorities(files: readonly (string | undefined)[]): Promise<readonly string[]> {
  const named = files.filter(file => file !== undefined)
  const found = await Promise.all([...systemStores, ...named].map(readAuthorities))
  return [...new Set([...found.flat(), ...rootCertificates.map(tidy)])]
}

/** The certificates in a PEM file; none where it cannot be read. */
export async function readAuthorities(file: string): Promise<readonly string[]> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return (text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map(tidy)
}

const tidy = (pem: string) => pem.replace(/\r/g, '').trim()

/** Authorities as one PEM file. */
export const toBundle = (authorities: readonly string[]) => `${authorities.join('\n')}\n`

/** The bytes of a PEM certificate; undefined where it is none. */
export function toDer(pem: string): Buffer | undefined {
  try {
    return new X509Certificate(pem).raw
  } catch {
    return undefined
  }
}
