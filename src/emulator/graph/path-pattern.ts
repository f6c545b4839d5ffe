/**
 * Whether a path, with or without a version and a trailing slash, matches a pattern: `/me/*` matches everything under `/me`;
 * a `*` matches any text without a slash.
 */
export function isPathLike(pattern: string, path: string): boolean {
  const wanted = pattern.split('/')
  const given = path.split('/')
  if (isLike(wanted, given)) return true
  const [first, version = '', ...rest] = given
  return first === '' && /^v\d+\.\d+$/.test(version) && isLike(wanted, ['', ...rest])
}

function isLike(wanted: readonly string[], given: readonly string[]): boolean {
  const last = given.length - 1
  const segments = given.length === wanted.length + 1 && given[last] === '' ? given.slice(0, last) : given
  return (
    segments.length === wanted.length &&
    wanted.every((segment, index) => isSegmentLike(segment, segments[index] ?? ''))
  )
}

/** Searches each part after the previous one, so several `*` take no longer than one. */
function isSegmentLike(pattern: string, segment: string): boolean {
  const parts = pattern.split('*')
  const [first = '', last = ''] = [parts[0], parts.at(-1)]
  if (parts.length === 1) return pattern === segment
  if (segment.length < first.length + last.length) return false
  if (!segment.startsWith(first) || !segment.endsWith(last)) return false
  let at = first.length
  const end = segment.length - last.length
  for (const part of parts.slice(1, -1)) {
    const found = segment.indexOf(part, at)
    if (found === -1 || found + part.length > end) return false
    at = found + part.length
  }
  return true
}
