import {type Document, LineCounter} from 'yaml'
import type {Context, Io} from '../../../context.ts'
import type {Fault, Input} from '../../../errors.ts'
import {type RuleFault, toSegments} from '../../../platform/faults.ts'
import {offsetsIn} from '../../../text/yaml.ts'
import {dataOf, parsedDocument, withoutSchema} from './document.ts'
import {fileNamed} from './file-named.ts'
import {fillVariables, refuseUnfilled} from './variables.ts'

/** The line of a place in a document, from 1; undefined when the document is empty. */
export type LineOf = (segments: RuleFault['segments']) => number | undefined

/** What is needed to read a document: the file, and the variables that it names. */
export interface DocumentSource extends Pick<Context, 'config'> {
  readonly io: Pick<Io, 'readText'>
}

export interface FilledDocument {
  /** With its variables filled in. */
  readonly data: unknown
  readonly lineOf: LineOf
  /** Each place that could not be filled in. */
  readonly unfilled: readonly Fault[]
}

/**
 * Reads a JSON or YAML file that a person wrote, or standard input for `-`, and fills in `${NAME}` from the environment.
 * @throws {UsageError} if it cannot be read or is neither.
 */
export async function readFilled({io, config}: DocumentSource, file: string): Promise<FilledDocument> {
  const lines = new LineCounter()
  const document = parsedDocument(file, await io.readText(file), lines)
  const unfilled = fillVariables(document, {file: fileNamed(file), lines, config: await config()})
  return {data: dataOf(document), lineOf: linesIn(document, lines), unfilled}
}

export interface PlacedDocument {
  /** The data as `readDocument` returns it. */
  readonly data: unknown
  readonly input: Input
}

type Segments = RuleFault['segments']

/**
 * The same input for faults of a value that is made of it.
 * @param inFile where something of the value is in the file
 */
export const madeOf = ({name, placeOf}: Input, inFile: (segments: Segments) => Segments): Input => ({
  name,
  placeOf:
    placeOf &&
    (fault => {
      const rest: Fault & Partial<RuleFault> = {...fault, segments: inFile(segmentsOf(fault))}
      return placeOf(rest)
    }),
})

const segmentsOf = (fault: Fault & Partial<RuleFault>): Segments => fault.segments ?? toSegments(fault.path)

/**
 * Reads a JSON or YAML file that a person wrote, or standard input for `-`, and remembers the place of everything.
 * @throws {UsageError} as `readFilled`, {InvalidInputError} with every `${NAME}` that cannot be filled in.
 */
export async function readPlaced(source: DocumentSource, file: string): Promise<PlacedDocument> {
  const {data, lineOf, unfilled} = await readFilled(source, file)
  const name = file === '-' ? 'Standard input' : file
  refuseUnfilled(name, unfilled)
  const placeOf: Input['placeOf'] = fault => ({file: fileNamed(file), line: lineOf(segmentsOf(fault))})
  return {data: withoutSchema(data), input: {name, placeOf}}
}

/**
 * The data of a JSON or YAML file that a person wrote, or standard input for `-`, without the key `$schema`, which is for
 * editors. Whole numbers too long for a number stay text, digit by digit: they are ids.
 * @throws {UsageError} and {InvalidInputError} as `readPlaced`.
 */
export async function readDocument(source: DocumentSource, file: string): Promise<unknown> {
  return (await readPlaced(source, file)).data
}

/** Finds the line of a key or an item, or of its parent if there is no such place. */
function linesIn(document: Document.Parsed, lines: LineCounter): LineOf {
  const offsetOf = offsetsIn(document)
  return segments => {
    const offset = offsetOf(segments)
    return offset === undefined ? undefined : lines.linePos(offset).line
  }
}
