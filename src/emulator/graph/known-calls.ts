import {nearest} from '../../platform/near-miss.ts'
import {parseRoute, placeholderOf, type Route} from '../../platform/route.ts'
import type {Resource} from '../world.ts'
import {isPathLike} from './path-pattern.ts'

/** Matches a route's id: `me`, an id, or a part of one with `*`. */
const idLike = /^(?:me|\*|[a-z_.$-]*[\d*][\w.$*-]*)$/i

/** What stands for an id in a suggestion, where `me` cannot. */
const idFor: Readonly<Record<string, string>> = {ad_account_id: 'act_*'}

/** Finds the calls that a pattern such as `/me/messages` can match. */
export interface KnownCalls {
  /** Whether any call matches it. @param method default: any. */
  readonly canMeet: (method: string | undefined, pattern: string) => boolean
  /** The most likely path for a mistyped pattern. */
  readonly nearest: (pattern: string) => string | undefined
}

/** The calls that the emulator knows, including batches. */
export function createKnownCalls(resources: readonly Resource[]): KnownCalls {
  const routes = resources.flatMap(resource => (Object.keys(resource) as Route[]).map(parseRoute))
  const versionless = (pattern: string) => pattern.replace(/^\/v\d+\.\d+(?=\/)/, '')
  return {
    canMeet(method, pattern) {
      const path = versionless(pattern).replace(/(?<=.)\/$/, '')
      if (path === '/' && method !== 'GET') return true
      const words = path.slice(1).split('/')
      return routes.some(
        route =>
          (method === undefined || method === route.method) &&
          route.segments.length === words.length &&
          route.segments.every((segment, index) => {
            const word = words[index] ?? ''
            return placeholderOf(segment) === undefined ? isPathLike(word, segment) : idLike.test(word)
          }),
      )
    },
    nearest(pattern) {
      const paths = routes.map(({segments}) => {
        const words = segments.map(
          segment =>
            idFor[placeholderOf(segment) ?? ''] ?? (placeholderOf(segment) === undefined ? segment : 'me'),
        )
        return `/${words.join('/')}`
      })
      return nearest(versionless(pattern), paths)
    },
  }
}
