import {lookup} from 'node:dns/promises'
import {isIP} from 'node:net'
import {addressKind} from '../../../platform/addresses.ts'

/** A host's address, and whether it is this machine. */
export interface Reached {
  readonly address: string
  readonly isHere: boolean
}

/** Why a host is not asked. */
export class NotAllowed extends Error {
  override readonly name = 'NotAllowed'
}

/**
 * The address of a host that may be asked: one of this machine, or with `others` a public one. Never an address of the network
 * around this machine, whose hosts trust whoever reaches them. The connection goes to this address, so that a name cannot change
 * its meaning in between.
 * @param others whether hosts other than this machine may be asked.
 * @throws {NotAllowed} for any other address; {Error} when the name has none.
 */
export async function addressOf(hostname: string, others: boolean): Promise<Reached> {
  const host = hostname.replace(/^\[|\]$/g, '')
  // Without asking anybody for the name: only names of this machine can have its addresses.
  if (!others && isIP(host) === 0 && !/(^|\.)localhost$/i.test(host)) throw notHere(host)
  const found = await lookup(host, {all: true})
  const kinds = new Set(
    found.map(({address, family}) => addressKind(address, family === 6 ? 'ipv6' : 'ipv4')),
  )
  const [first] = found
  if (first === undefined) throw new Error(`${host} has no address`)
  if (kinds.has('private')) throw new NotAllowed(`${host} is an address of the local network`)
  const isHere = !kinds.has('public')
  if (!isHere && (!others || kinds.has('loopback'))) throw notHere(host)
  return {address: first.address, isHere}
}

const notHere = (host: string): NotAllowed =>
  new NotAllowed(`${host} is not this machine; msgr emulator start --fetch-pictures allows it`)
