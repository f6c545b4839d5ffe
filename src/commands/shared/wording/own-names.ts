import {toIso} from './times.ts'

/** A name of the platform as msgr's results show it: `image_url` is `imageUrl`, `created_time` is `createdAt`. */
export type OwnName<Name extends string> = Name extends `${infer Start}_time`
  ? `${OwnName<Start>}At`
  : Name extends `${infer Start}_${infer Rest}`
    ? `${Start}${Capitalize<OwnName<Rest>>}`
    : Name

/** An answer of the platform under msgr's names, with all keys: optional ones may be undefined. */
export type Own<Wire> = Wire extends string | number | boolean | null | undefined
  ? Wire
  : Wire extends readonly (infer Item)[]
    ? readonly Own<Item>[]
    : {
        readonly [Name in keyof Wire as Name extends string ? OwnName<Name> : never]-?: Own<
          Pick<Wire, Name> extends Required<Pick<Wire, Name>> ? Wire[Name] : Wire[Name] | undefined
        >
      }

export function ownName<Name extends string>(name: Name): OwnName<Name> {
  return name
    .replace(/_time$/, '_at')
    .replace(/(?<!_)_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()) as OwnName<Name>
}

/**
 * An answer of the platform under msgr's names, with the keys that it has; times are in UTC. Not for documents that are
 * sent back to the platform.
 */
export function toOwn<Wire>(wire: Wire): Partial<Own<Wire>> {
  return own(wire, '') as Partial<Own<Wire>>
}

function own(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value.map(item => own(item, ''))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [ownName(key), own(part, key)]))
  return name.endsWith('_time') && typeof value === 'string' ? (toIso(value) ?? value) : value
}
