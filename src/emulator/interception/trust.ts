import {readFile} from 'node:fs/promises'
import {rootCertificates} from 'node:tls'

/** Files of the authorities that systems trust: Debian, Red Hat, SUSE, Alpine and macOS. */
const systemStores = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
]

/** How every certificate begins: an ASN.1 sequence with a length of two bytes. */
const LONG_SEQUENCE = 0x3082

/**
 * The authorities a program would trust by default, each once, in PEM: those of Node, of the system, and of these files,
 * any of which may be missing.
 */
export async function knownAuthorities(files: readonly (string | undefined)[]): Promise<readonly string[]> {
  const named = files.filter(file => file !== undefined)
  const found = await Promise.all([...systemStores, ...named].map(readAuthorities))
  return [...new Set([...found.flat(), ...rootCertificates.map(tidy)])]
}

/** The certificates in a PEM file; none if it cannot be read. */
async function readAuthorities(file: string): Promise<readonly string[]> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return (text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map(tidy)
}

const tidy = (pem: string) => pem.replace(/\r/g, '').trim()

/** Authorities as one PEM file. */
export const toBundle = (authorities: readonly string[]) => `${authorities.join('\n')}\n`

/** The bytes of a PEM certificate; undefined if they do not look like one. Parsing each in full takes too long. */
export function toDer(pem: string): Buffer | undefined {
  const bytes = Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64')
  const isWhole =
    bytes.length > 4 && bytes.readUInt16BE(0) === LONG_SEQUENCE && bytes.readUInt16BE(2) === bytes.length - 4
  return isWhole ? bytes : undefined
}
