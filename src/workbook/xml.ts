import {SaxesParser} from 'saxes'
import {BrokenArchiveError} from './archive.ts'

/** Attributes by their names, without prefixes of name spaces. */
export type Attributes = Readonly<Record<string, string>>

/** Receives what a document contains, as it is read. */
export interface XmlReader {
  /** @param name without the prefix of its name space, like in `close`. */
  readonly open: (name: string, attributes: Attributes) => void
  readonly text?: (text: string) => void
  readonly close?: (name: string) => void
}

/**
 * Reads a part of a workbook piece by piece. Calls back between two pieces through the returned iterator, so that what
 * was read can be used before the rest is there. Entities of a document type are not expanded.
 * @param name of the part, for errors.
 * @throws {BrokenArchiveError} if it is not XML.
 */
export async function* readXml(
  chunks: AsyncIterable<Buffer>,
  name: string,
  reader: XmlReader,
): AsyncGenerator<void> {
  const parser = new SaxesParser<{position: false; xmlns: false}>({position: false, xmlns: false})
  let fault: Error | undefined
  parser.on('error', error => {
    fault ??= error
  })
  parser.on('opentag', tag => reader.open(localName(tag.name), attributesOf(tag)))
  if (reader.text !== undefined) parser.on('text', reader.text)
  if (reader.text !== undefined) parser.on('cdata', reader.text)
  parser.on('closetag', tag => reader.close?.(localName(tag.name)))
  let decoder: InstanceType<typeof TextDecoder> | undefined
  for await (const chunk of chunks) {
    decoder ??= new TextDecoder(encodingOf(chunk))
    parser.write(decoder.decode(chunk, {stream: true}))
    if (fault !== undefined) throw notXml(name, fault)
    yield
  }
  parser.close()
  if (fault !== undefined) throw notXml(name, fault)
  yield
}

/** The same for a small part. */
export async function readWholeXml(
  chunks: AsyncIterable<Buffer>,
  name: string,
  reader: XmlReader,
): Promise<void> {
  for await (const _piece of readXml(chunks, name, reader)) {
    // The reader has it.
  }
}

const notXml = (name: string, cause: Error) =>
  new BrokenArchiveError(`its ${name} is not XML (${cause.message})`, {cause})

function encodingOf(start: Buffer): string {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le'
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be'
  return 'utf-8'
}

/** `x:row` → `row` */
function localName(name: string): string {
  const colon = name.indexOf(':')
  return colon === -1 ? name : name.slice(colon + 1)
}

function attributesOf({attributes}: {readonly attributes: Record<string, string>}): Attributes {
  for (const name in attributes)
    if (name.includes(':') && !(localName(name) in attributes))
      attributes[localName(name)] = attributes[name] ?? ''
  return attributes
}
