import {type Document, isMap, isScalar, isSeq, LineCounter} from 'yaml'
import type {Io} from '../context.ts'
import type {Place} from '../errors.ts'
import type {RuleFault} from '../platform/faults.ts'
import {dataOf, parsedDocument, withoutSchema} from './document.ts'
import {fileNamed} from './file-named.ts'

/** The line of a place in a document, from 1; undefined when the document is empty. */
export type LineOf = (segments: RuleFault['segments']) => number | undefined

export interface PlacedDocument {
  /** As `readDocument` reads it. */
  readonly data: unknown
  /** The faults of the data, with their places in the file. */
  readonly placed: <Found extends RuleFault>(faults: readonly Found[]) => (Found & Place)[]
}

/** Reads a JSON or YAML file, or standard input for `-`, and keeps where everything stands. @throws {UsageError} */
export async function readPlaced(io: Pick<Io, 'readText'>, file: string): Promise<PlacedDocument> {
  const lines = new LineCounter()
  const document = parsedDocument(file, await io.readText(file), lines)
  const lineOf = linesIn(document, lines)
  return {
    data: withoutSchema(dataOf(document)),
    placed: faults => faults.map(found => ({...found, file: fileNamed(file), line: lineOf(found.segments)})),
  }
}

/** Tells lines: of a key, of an item, or of what stands around it when there is no such place. */
export function linesIn(document: Document.Parsed, lines: LineCounter): LineOf {
  return segments => {
    let node: unknown = document.contents
    let offset = document.contents?.range[0]
    for (const segment of segments) {
      if (isMap(node)) {
        const pair = node.items.find(({key}) => isScalar(key) && key.value === segment)
        if (pair === undefined) break
        offset = startOf(pair.key) ?? offset
        node = pair.value
      } else if (isSeq(node) && typeof segment === 'number') {
        const item = node.items[segment]
        offset = startOf(item) ?? offset
        node = item
      } else break
    }
    return offset === undefined ? undefined : lines.linePos(offset).line
  }
}

function startOf(node: unknown): number | undefined {
  return isMap(node) || isSeq(node) || isScalar(node) ? node.range?.[0] : undefined
}
