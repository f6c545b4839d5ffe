import {createHash} from 'node:crypto'

const MAGIC = 0xfeedfeed
const VERSION = 2
const TRUSTED_CERTIFICATE = 2

/** Java's conventional password for a store without secrets. */
const PASSWORD = 'changeit'

/**
 * A file of trusted certificates that every Java reads: a JKS key store. Java does not read PEM, and its own tool would take
 * longer than most programs run.
 * Source: https://github.com/openjdk/jdk/blob/master/src/java.base/share/classes/sun/security/provider/JavaKeyStore.java
 */
export function toJavaTrustStore(certificates: readonly Buffer[], nowMs: number): Buffer {
  const head = Buffer.concat([MAGIC, VERSION, certificates.length].map(uint32))
  const date = Buffer.alloc(8)
  date.writeBigUInt64BE(BigInt(nowMs))
  const entries = certificates.flatMap((certificate, index) => [
    uint32(TRUSTED_CERTIFICATE),
    text(`authority-${index}`),
    date,
    text('X.509'),
    uint32(certificate.length),
    certificate,
  ])
  const body = Buffer.concat([head, ...entries])
  const key = Buffer.from(PASSWORD, 'utf16le').swap16()
  const digest = createHash('sha1').update(key).update('Mighty Aphrodite').update(body).digest()
  return Buffer.concat([body, digest])
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function text(value: string): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(value.length)
  return Buffer.concat([length, Buffer.from(value)])
}
