import {dirname, isAbsolute, join} from 'node:path'
import {inWords} from '../../../cli/hints/faults.ts'
import {judgePage, type PageCheckOptions} from '../../../desired/page-check.ts'
import {atItsPlace, type Layer, laidOver, layerOf} from '../../../desired/page-layers.ts'
import {type PageDescription, pageFrameSchema} from '../../../desired/page-schema.ts'
import {type Fault, type Place, UsageError} from '../../../errors.ts'
import {faultsOf, type RuleFault} from '../../../platform/faults.ts'
import {isObject} from '../../../platform/fields-schema.ts'
import {fileNamed} from '../../shared/files/file-named.ts'
import {refuseOther} from '../../shared/files/other-file.ts'
import {PAGE_FILE} from '../../shared/files/page-file-name.ts'
import {type DocumentSource, type LineOf, readFilled} from '../../shared/files/placed-document.ts'
import {refuseUnfilled} from '../../shared/files/variables.ts'

export const pageFileArgument = `JSON or YAML; - reads standard input (default: ${PAGE_FILE})`

/** A Page file and the files it extends, read, with variables filled in. */
export interface PageFile {
  readonly file: string
  /** The Pages with differences. */
  readonly overlays: readonly string[]
  /** What the Page with these names (in the settings, its id) should be, and all faults with their places. */
  readonly describe: (names: readonly string[], options: PageCheckOptions) => DescribedPage
}

export interface DescribedPage {
  readonly wanted: PageDescription
  readonly faults: readonly RuleFault[]
}

/**
 * Reads a Page file.
 * @throws {UsageError} if it cannot be read, {InvalidInputError} with every variable that cannot be filled in.
 */
export async function readPageFile(source: DocumentSource, file: string, verb: string): Promise<PageFile> {
  const files = await readWithBases(source, file, [])
  for (const each of files) refuseOther('page', {data: each.value, file: each.file, verb})
  refuseUnfilled(
    file,
    files.flatMap(({unfilled}) => unfilled),
  )
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
      const {page: wanted, faults: judged} = judgePage(laidOver(layers), options)
      const faults = inWords(judged).map(each => {
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
  readonly unfilled: readonly Fault[]
}

const placeIn = ({file, lineOf}: ReadFile, {segments}: RuleFault): Place => ({
  file: fileNamed(file),
  line: lineOf(segments),
})

/** Base files come before the files that extend them. */
async function readWithBases(
  source: DocumentSource,
  file: string,
  extending: readonly string[],
): Promise<readonly ReadFile[]> {
  if (extending.includes(file))
    throw new UsageError(`${[...extending, file].join(' extends ')}: it extends itself`)
  const read = await readOne(source, file)
  const named = read.value['extends']
  const bases = (Array.isArray(named) ? named : [named]).filter(base => typeof base === 'string')
  const below = []
  for (const base of bases) {
    const path = isAbsolute(base) || file === '-' ? base : join(dirname(file), base)
    below.push(...(await readWithBases(source, path, [...extending, file])))
  }
  return [...below, read]
}

async function readOne(source: DocumentSource, file: string): Promise<ReadFile> {
  const {data: value, lineOf, unfilled} = await readFilled(source, file)
  if (!isObject(value))
    throw new UsageError(`${file} does not describe a Page: it is a list or a single value`)
  return {file, lineOf, value, unfilled}
}

function layersOf({file, value}: ReadFile, names: readonly string[]): readonly Layer[] {
  const pages = isObject(value['pages']) ? value['pages'] : {}
  const overlays = names.filter(name => Object.hasOwn(pages, name)).slice(0, 1)
  return [layerOf(file, [], value), ...overlays.map(name => layerOf(file, ['pages', name], pages[name]))]
}
