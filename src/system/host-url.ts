import {isIPv6} from 'node:net'

/** The address of a server: `http://127.0.0.1:9464`, `http://[::1]:9464`. */
export const urlAt = (host: string, port: number): string =>
  `http://${isIPv6(host) ? `[${host}]` : host}:${port}`

/** Addresses that stand for every address of this machine, and the one by which the machine itself reaches such a server. */
const wildcards: Readonly<Record<string, string>> = {'': '127.0.0.1', '0.0.0.0': '127.0.0.1', '::': '::1'}

/** Where this machine reaches a server that listens on `host`. */
export const hostFromHere = (host: string): string => wildcards[host] ?? host

/** Whether a server that listens on `host` has every address of this machine. */
export const isEveryAddress = (host: string): boolean => host in wildcards
