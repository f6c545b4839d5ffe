import {type Document, type LineCounter, parseDocument} from 'yaml'
import {UsageError} from '../errors.ts'

/** Without the key by which editors find the schema of a file. */
export function withoutSchema(data: unknown): unknown {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return data
  const {$schema: _forEditors, ...rest} = data as {readonly $schema?: unknown}
  return rest
}

/** The same, as a document that knows its comments and places. @throws {UsageError} if it is neither JSON nor YAML. */
export function parsedDocument(file: string, text: string, lineCounter?: LineCounter): Document.Parsed {
  const name = file === '-' ? 'Standard input' : file
  if (text.trim() === '') throw new UsageError(`${name} is empty`)
  const options = {stringKeys: true, intAsBigInt: true, ...(lineCounter === undefined ? {} : {lineCounter})}
  const document = parseDocument(text, options)
  const [fault] = document.errors
  if (fault === undefined) return document
  const line = fault.linePos?.[0].line
  const [reason = ''] = fault.message.split(/ at line |\n/)
  throw new UsageError(
    `${name} is not valid JSON or YAML${line === undefined ? '' : ` in line ${line}`}: ${reason}`,
    {place: {file: fileNamed(file), line}},
  )
}

/** A file that a person can open; undefined for standard input. */
export const fileNamed = (file: string): string | undefined => (file === '-' ? undefined : file)

/** What a document holds, as JSON would. */
export function dataOf(document: Document.Parsed): unknown {
  return JSON.parse(JSON.stringify(document.toJS(), keepDigits))
}

function keepDigits(_key: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : String(value)
}
