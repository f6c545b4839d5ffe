/**
 * What msgr reads of an answer without asking whether it is there, as paths: `id`, `data.0.id`, `data[]` for a list of objects,
 * `data[].page.id` for a text, number or boolean in each item, `success|result` for one of two, `limits?[]` for a
 * list that may be missing. An empty list of paths: any object.
 */
export type Needs = readonly string[]

/** How the platform says that something was done. */
export const saysDone: Needs = ['success|result']

/** What is wrong with an answer, such as `has no data[3].page`; undefined when it has everything. */
export function lackIn(answer: unknown, needs: Needs): string | undefined {
  if (!isObject(answer)) return 'is not an object'
  for (const either of needs) {
    const lacks = either.split('|').map(path => lackOf(answer, path.split('.'), ''))
    if (!lacks.includes(undefined)) return `has no ${lacks.join(' or ')}`
  }
  return undefined
}

/** The first place below a value that has nothing. */
function lackOf(value: unknown, [step, ...rest]: readonly string[], at: string): string | undefined {
  if (step === undefined) return isThere(value) ? undefined : at
  const {key = '', mark = '', list} = /^(?<key>[^?[]+)(?<mark>\??)(?<list>\[\])?$/.exec(step)?.groups ?? {}
  const place = at === '' ? key : `${at}.${key}`
  const found = isObject(value) ? value[key] : undefined
  if (mark !== '' && (found === undefined || found === null)) return undefined
  if (list === undefined) return lackOf(found, rest, place)
  if (!Array.isArray(found)) return place
  for (const [index, item] of found.entries()) {
    const here = `${place}[${index}]`
    if (!isObject(item)) return here
    const missing = rest.length === 0 ? undefined : lackOf(item, rest, here)
    if (missing !== undefined) return missing
  }
  return undefined
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** Whether there is a text, a number or a boolean. */
const isThere = (value: unknown): boolean =>
  value !== undefined && value !== '' && !isObject(value) && value !== null

/** What is answered by itself, or as the only item of a list; undefined when the list is empty. */
export function onlyIn<Item extends object>(
  answer: Item | {readonly data: readonly Item[]},
): Item | undefined {
  if (!('data' in answer)) return answer
  const [only] = Array.isArray(answer.data) ? (answer.data as readonly unknown[]) : []
  return isObject(only) ? (only as Item) : undefined
}
