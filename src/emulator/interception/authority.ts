import 'reflect-metadata' // Before the library, which declares its classes by it.
import {webcrypto} from 'node:crypto'
import {AsnConvert} from '@peculiar/asn1-schema'
import {GeneralName, GeneralSubtree, GeneralSubtrees, NameConstraints} from '@peculiar/asn1-x509'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'

/** Certificates and key, in PEM. */
export interface Certificate {
  /** The authority that programs must trust. It is limited to these hosts, and its key is discarded. */
  readonly authority: string
  readonly certificate: string
  readonly key: string
}

const algorithm = {name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256'}
const NAME_CONSTRAINTS = '2.5.29.30'
const HOUR_MS = 3_600_000
/** Longer than any bot is left running. */
const VALID_MS = 30 * 24 * HOUR_MS

/** Creates a certificate for these hosts, with its own authority. Uses the machine's clock, against which it is checked. */
export async function issueCertificate(hosts: readonly string[]): Promise<Certificate> {
  const [authorityKeys, keys] = await Promise.all([generateKeys(), generateKeys()])
  const period = {notBefore: new Date(Date.now() - HOUR_MS), notAfter: new Date(Date.now() + VALID_MS)}
  const authority = await X509CertificateGenerator.createSelfSigned({
    ...period,
    name: 'CN=msgr emulator (this run only)',
    keys: authorityKeys,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
      await SubjectKeyIdentifierExtension.create(authorityKeys.publicKey),
      onlyFor(hosts),
    ],
  })
  const certificate = await X509CertificateGenerator.create({
    ...period,
    subject: `CN=${hosts[0]}`,
    issuer: authority.subject,
    publicKey: keys.publicKey,
    signingKey: authorityKeys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(hosts.map(value => ({type: 'dns' as const, value}))),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(authorityKeys.publicKey),
    ],
  })
  return {
    authority: authority.toString('pem'),
    certificate: certificate.toString('pem'),
    key: await toPem(keys.privateKey),
  }
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
}

function onlyFor(hosts: readonly string[]): Extension {
  const names = hosts.map(dNSName => new GeneralSubtree({base: new GeneralName({dNSName})}))
  const constraints = new NameConstraints({permittedSubtrees: new GeneralSubtrees(names)})
  return new Extension(NAME_CONSTRAINTS, true, AsnConvert.serialize(constraints))
}

async function toPem(key: webcrypto.CryptoKey): Promise<string> {
  const bytes = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key))
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`
}
