import {UsageError} from '../../errors.ts'
import {segmentFault} from '../../platform/graph-path.ts'
import type {Params, Route} from '../../platform/route.ts'

/** A path with the parameters of its query. */
export interface GivenPath {
  /** `me/messages`; empty for the root. */
  readonly path: string
  readonly query: URLSearchParams
}

/**
 * The path that a person typed, such as `me/messages?limit=2`, without its leading slash.
 * @throws {UsageError} for a path that would lead somewhere other than it says.
 */
export function parsePath(given: string): GivenPath {
  if (/^https?:/i.test(given)) throw new UsageError('This is a URL, not a path', {hint: 'Write me/messages'})
  refuseRewritten(given)
  const [, version] = /^\/?(v[0-9]+\.[0-9]+)(?:\/|$)/.exec(given) ?? []
  if (version !== undefined) {
    throw new UsageError('The path contains a version', {
      hint: `Leave it out, and add --api-version ${version}`,
    })
  }
  const end = given.indexOf('?')
  const bare = end === -1 ? given : given.slice(0, end)
  if (/[{}]/.test(bare)) throw new UsageError(`${bare} contains a placeholder`, {hint: 'Write the id itself'})
  const path = bare.replace(/^\//, '')
  for (const segment of path === '' ? [] : path.split('/')) refuseSegment(bare, segment)
  return {path, query: new URLSearchParams(end === -1 ? '' : given.slice(end))}
}

/** Git Bash and MSYS2 take what begins with a slash for a Windows file. */
function refuseRewritten(given: string): void {
  if (!/^[A-Za-z]:[\\/]/.test(given)) return
  const [, intended] = /[\\/](?:Git|msys(?:2|32|64)|usr)[\\/](.+)$/is.exec(given) ?? []
  const path = (intended ?? 'me').replaceAll('\\', '/')
  throw new UsageError(`${JSON.stringify(given)} is a Windows file, not a path of the Graph API`, {
    hint: `Git Bash rewrote the path: write ${path} without the leading slash, or set MSYS_NO_PATHCONV=1`,
  })
}

function refuseSegment(path: string, segment: string): void {
  const fault = segmentFault(segment)
  if (fault === undefined) return
  if (segment === '')
    throw new UsageError(`A part of the path ${JSON.stringify(path)} is empty`, {
      hint: 'Maybe a variable is not set. A path looks like 1712000000000001/label',
    })
  throw new UsageError(
    `The path ${JSON.stringify(path)} ${fault}: ${JSON.stringify(segment)} names nothing`,
    {
      hint: 'Put ids and names between slashes, and parameters after the path: msgr api GET me fields=id',
    },
  )
}

/**
 * Refuses the root, which is what remains of a path when a variable is not set, unless the parameters name an object.
 * @throws {UsageError}
 */
export function refuseBareRoot(route: Route, params: Params): void {
  if (!route.endsWith(' /') || ['id', 'ids', 'batch'].some(name => params[name] !== undefined)) return
  throw new UsageError('The path is empty', {
    hint: 'Maybe a variable is not set. Only calls with batch, id or ids have no path',
  })
}
