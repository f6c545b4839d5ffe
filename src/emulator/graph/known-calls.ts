import {nearest} from '../../platform/near-miss.ts'
import {parseRoute, placeholderOf, type Route} from '../../platform/route.ts'
import type {Resource} from '../world.ts'
import {isPathLike} from './path-pattern.ts'

/** What can stand where a route has an id: `me`, an id, or a part of it with `*`. */
const idLike = /^(?:me|\*|[a-z_.$-]*[\d*][\w.$*-]*)$/i

/** Which calls a pattern such as `/me/messages` can meet. */
export interface KnownCalls {
  /** Whether any call meets it. @param method every one when it is left out. */
  readonly canMeet: (method: string | undefined, pattern: string) => boolean
  /** The path that a mistyped pattern most likely means. */
  readonly nearest: (pattern: string) => string | undefined
}

/** The calls that the emulator knows, those of batches among them. */
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
        const words = segments.map(segment => (placeholderOf(segment) === undefined ? segment : 'me'))
        return `/${words.join('/')}`
      })
      return nearest(versionless(pattern), paths)
    },
  }
}
