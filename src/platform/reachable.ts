import {lookup} from 'node:dns/promises'
import {isIP} from 'node:net'
import {addressKind} from './addresses.ts'

/** The addresses of a host, and whether they are this machine. */
export interface Reached {
  readonly addresses: readonly {readonly address: string; readonly family: number}[]
  readonly isHere: boolean
}

/** Which hosts may be asked. */
export interface ReachOptions {
  /** This machine. */
  readonly here: boolean
  /** Hosts with a public address. */
  readonly others: boolean
}

/** Why a host is not asked: because of where it is. */
export class NotAllowed extends Error {
  override readonly name = 'NotAllowed'
  /** `other`: not this machine; `here`: this machine; `network`: the network around it. */
  readonly place: 'other' | 'here' | 'network'

  constructor(message: string, place: NotAllowed['place']) {
    super(message)
    this.place = place
  }
}

/**
 * The addresses of a host that may be asked: this machine, or a public one. Never an address of the network around this machine,
 * whose hosts trust whoever reaches them. The connection goes to these addresses, so that a name cannot change its meaning in between.
 * @throws {NotAllowed} for any other address; {Error} when the name has none.
 */
export async function addressesOf(hostname: string, {here, others}: ReachOptions): Promise<Reached> {
  const host = hostname.replace(/^\[|\]$/g, '')
  const notHere = () => new NotAllowed(`${host} is not this machine`, 'other')
  // Without asking anybody for the name: only names of this machine can have its addresses.
  if (!others && isIP(host) === 0 && !/(^|\.)localhost$/i.test(host)) throw notHere()
  const addresses = await lookup(host, {all: true})
  const kinds = new Set(
    addresses.map(({address, family}) => addressKind(address, family === 6 ? 'ipv6' : 'ipv4')),
  )
  if (addresses.length === 0) throw new Error(`${host} has no address`)
  if (kinds.has('private')) throw new NotAllowed(`${host} is an address of the local network`, 'network')
  const isHere = !kinds.has('public')
  if (isHere && !here) throw new NotAllowed(`${host} is this machine`, 'here')
  if (!isHere && (!others || kinds.has('loopback'))) throw notHere()
  return {addresses, isHere}
}
