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
 * The path that a person wrote down, `me/messages?limit=2`, without its leading slash.
 * @throws {UsageError} for one that would lead somewhere else than it says.
 */
export function parsePath(given: string): GivenPath {
  if (/^https?:/i.test(given))
    throw new UsageError('A path is wanted, not a URL', {hint: 'Write me/messages'})
  refuseRewritten(given)
  const [, version] = /^\/?(v[0-9]+\.[0-9]+)(?:\/|$)/.exec(given) ?? []
  if (version !== undefined) {
    throw new UsageError('The path holds a version', {hint: `Leave it out, and add --api-version ${version}`})
  }
  const end = given.indexOf('?')
  const bare = end === -1 ? given : given.slice(0, end)
  if (/[{}]/.test(bare)) throw new UsageError(`${bare} holds a placeholder`, {hint: 'Write the id itself'})
  const path = bare.replace(/^\//, '')
  for (const segment of path === '' ? [] : path.split('/')) refuseSegment(bare, segment)
  return {path, query: new URLSearchParams(end === -1 ? '' : given.slice(end))}
}

/** Git Bash and MSYS2 take what begins with a slash for a file of Windows. */
function refuseRewritten(given: string): void {
  if (!/^[A-Za-z]:[\\/]/.test(given)) return
  const [, meant] = /[\\/](?:Git|msys(?:2|32|64)|usr)[\\/](.+)$/is.exec(given) ?? []
  const path = (meant ?? 'me').replaceAll('\\', '/')
  throw new UsageError(`${JSON.stringify(given)} is a file of Windows, not a path of the Graph API`, {
    hint: `Git Bash rewrote the path: write ${path} without the leading slash, or set MSYS_NO_PATHCONV=1`,
  })
}

function refuseSegment(path: string, segment: string): void {
  const fault = segmentFault(segment)
  if (fault === undefined) return
  if (segment === '')
    throw new UsageError(`A part of the path ${JSON.stringify(path)} is empty`, {
      hint: 'Is a variable not set? Write it like 1712000000000001/label',
    })
  throw new UsageError(
    `The path ${JSON.stringify(path)} ${fault}: ${JSON.stringify(segment)} names nothing`,
    {
      hint: 'Ids and names of the Graph API stand between slashes, parameters behind the path: msgr api GET me fields=id',
    },
  )
}

/**
 * Refuses the root, which is what is left of a path when a variable is not set, unless the parameters say what is meant.
 * @throws {UsageError}
 */
export function refuseBareRoot(route: Route, params: Params): void {
  if (!route.endsWith(' /') || ['id', 'ids', 'batch'].some(name => params[name] !== undefined)) return
  throw new UsageError('The path is empty', {
    hint: 'Is a variable not set? Only calls with batch, id or ids have no path',
  })
}
