import {dirname, isAbsolute, join} from 'node:path'
import {isScalar, LineCounter, visit} from 'yaml'
import type {Context} from '../../context.ts'
import {checkPage} from '../../desired/page-check.ts'
import {atItsPlace, type Layer, laidOver, layerOf} from '../../desired/page-layers.ts'
import {type PageDescription, pageFrameSchema} from '../../desired/page-schema.ts'
import {type Fault, InvalidInputError, type Place, UsageError} from '../../errors.ts'
import {faultsOf, type RuleFault} from '../../platform/faults.ts'
import {isObject} from '../../platform/fields-schema.ts'
import type {ProfileCheckOptions} from '../../platform/messenger-profile-check.ts'
import {dataOf, parsedDocument} from '../document.ts'
import {fileNamed} from '../file-named.ts'
import {type LineOf, linesIn} from '../placed-document.ts'
import {PAGE_FILE} from './page-file-name.ts'

export const pageFileArgument = `JSON or YAML; - reads standard input (default: ${PAGE_FILE})`

/** A Page file with those that it extends, read and its variables filled in. */
export interface PageFile {
  readonly file: string
  /** The Pages that something is different for. */
  readonly overlays: readonly string[]
  /** What the Page of these names – in the settings, its id – is to be, and every fault of it, at its place. */
  readonly describe: (names: readonly string[], options: ProfileCheckOptions) => DescribedPage
}

export interface DescribedPage {
  readonly wanted: PageDescription
  readonly faults: readonly RuleFault[]
}

/**
 * Reads a Page file.
 * @throws {UsageError} if it cannot be read, {InvalidInputError} with every variable that is not set.
 */
export async function readPageFile(context: Pick<Context, 'io' | 'config'>, file: string): Promise<PageFile> {
  const {variable} = await context.config()
  const files = await readWithBases(context.io, file, variable, [])
  refuseMissing(file, files)
  const frame = files.flatMap(each =>
    faultsOf(pageFrameSchema, each.value).map(fault => ({
      ...fault,
      ...placeIn(each, fault),
    })),
  )
  const overlaysOf = ({value}: ReadFile) => Object.keys(isObject(value['pages']) ? value['pages'] : {})
  return {
    file,
    overlays: [...new Set(files.flatMap(overlaysOf))],
    describe: (names, options) => {
      const layers = files.flatMap(each => layersOf(each, names))
      const wanted = laidOver(layers)
      const faults = checkPage(wanted, options).map(each => {
        const found = atItsPlace(each, layers)
        const source = files.find(read => read.file === found.file)
        return source === undefined ? found : {...found, ...placeIn(source, found)}
      })
      return {wanted: wanted as PageDescription, faults: [...frame, ...faults]}
    },
  }
}

interface ReadFile {
  readonly file: string
  readonly lineOf: LineOf
  readonly value: Readonly<Record<string, unknown>>
  readonly missing: readonly Fault[]
}

const placeIn = ({file, lineOf}: ReadFile, {segments}: RuleFault): Place => ({
  file: fileNamed(file),
  line: lineOf(segments),
})

/** What is extended comes before what extends it. */
async function readWithBases(
  io: Pick<Context['io'], 'readText'>,
  file: string,
  variable: (name: string) => string | undefined,
  extending: readonly string[],
): Promise<readonly ReadFile[]> {
  if (extending.includes(file))
    throw new UsageError(`${[...extending, file].join(' extends ')}: it extends itself`)
  const read = await readOne(io, file, variable)
  const named = read.value['extends']
  const bases = (Array.isArray(named) ? named : [named]).filter(base => typeof base === 'string')
  const below = []
  for (const base of bases) {
    const path = isAbsolute(base) || file === '-' ? base : join(dirname(file), base)
    below.push(...(await readWithBases(io, path, variable, [...extending, file])))
  }
  return [...below, read]
}

async function readOne(
  io: Pick<Context['io'], 'readText'>,
  file: string,
  variable: (name: string) => string | undefined,
): Promise<ReadFile> {
  const lines = new LineCounter()
  const document = parsedDocument(file, await io.readText(file), lines)
  const missing: Fault[] = []
  visit(document, {
    Scalar(key, node) {
      if (key === 'key' || typeof node.value !== 'string' || !isScalar(node)) return
      node.value = node.value.replaceAll(reference, (whole, mark: string, name: string) => {
        if (mark !== '') return whole.slice(1)
        const value = variable(name)
        if (value !== undefined) return value
        const {line} = lines.linePos(node.range?.[0] ?? 0)
        missing.push({
          path: '',
          message: `\${${name}} is not set`,
          file: fileNamed(file),
          line,
        })
        return whole
      })
    },
  })
  const value = dataOf(document)
  if (!isObject(value)) throw new UsageError(`${file} holds no Page: it is a list or a single value`)
  return {file, lineOf: linesIn(document, lines), value, missing}
}

/** `${NAME}`; `$${NAME}` is the text `${NAME}`. */
const reference = /\$(\$?)\{([A-Za-z_][A-Za-z0-9_]*)\}/g

function refuseMissing(file: string, files: readonly ReadFile[]): void {
  const missing = files.flatMap(each => each.missing)
  if (missing.length === 0) return
  throw new InvalidInputError(file, missing, {
    hint: 'Set them in the environment, or write $${NAME} for the text ${NAME}',
  })
}

function layersOf({file, value}: ReadFile, names: readonly string[]): readonly Layer[] {
  const pages = isObject(value['pages']) ? value['pages'] : {}
  const overlays = names.filter(name => Object.hasOwn(pages, name)).slice(0, 1)
  return [layerOf(file, [], value), ...overlays.map(name => layerOf(file, ['pages', name], pages[name]))]
}
