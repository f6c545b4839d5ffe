import {PlatformError} from '../errors.ts'

/** @throws {PlatformError} for anything other than true and false. */
export function flag(name: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value
  throw new PlatformError(100, `${name} is true or false`)
}

/** @throws {PlatformError} for anything other than a whole number, 0 or more. */
export function whole(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw new PlatformError(100, `${name} is a whole number, 0 or more`)
}

/** @throws {PlatformError} for anything other than a list of texts or undefined. */
export function names(name: string, value: unknown): readonly string[] {
  if (value === undefined) return []
  if (Array.isArray(value) && value.every(each => typeof each === 'string')) return value
  throw new PlatformError(100, `${name} is a list of names`)
}
