import {type Document, type LineCounter, visit} from 'yaml'
import {atPlace, UsageError} from '../../../errors.ts'
import {jsonFaultOf, notJson} from '../../../text/json-fault.ts'
import {parseYaml} from '../../../text/yaml.ts'
import {fileNamed} from './file-named.ts'

/** Removes the key with which editors find the schema of a file. */
export function withoutSchema(data: unknown): unknown {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return data
  const {$schema: _forEditors, ...rest} = data as {readonly $schema?: unknown}
  return rest
}

/**
 * The same, as a document with comments and places. A file named .json is JSON.
 * @throws {UsageError} if it is neither JSON nor YAML.
 */
export function parsedDocument(file: string, text: string, lineCounter?: LineCounter): Document.Parsed {
  const name = file === '-' ? 'Standard input' : file
  if (text.trim() === '') throw new UsageError(`${name} is empty`)
  const jsonFault = isYamlName(file) ? undefined : jsonFaultOf(text)
  if (jsonFault !== undefined && isJsonName(file)) throw notJson(file, jsonFault)
  const options = {stringKeys: true, intAsBigInt: true, ...(lineCounter === undefined ? {} : {lineCounter})}
  const document = parseYaml(text, options)
  const [fault] = document.errors
  if (fault === undefined) return document
  if (jsonFault !== undefined && /^\s*[{[]/.test(text)) throw notJson(file, jsonFault)
  const line = fault.linePos?.[0].line
  const reason = fault.code === 'DUPLICATE_KEY' ? twice(text.slice(fault.pos[0])) : fault.message
  throw new UsageError(
    atPlace(
      {file: name, line},
      `this is not valid ${isJsonName(file) ? 'JSON' : 'JSON or YAML'}: ${reason.split(/ at line |\n/)[0]}`,
    ),
    {
      place: {file: fileNamed(file), line},
    },
  )
}

const twice = (fromKey: string) =>
  `the key ${/^"[^"]*"|^'[^']*'|^[^\s:]+/.exec(fromKey)?.[0] ?? ''} appears twice`

const isJsonName = (file: string) => /\.json$/i.test(file)
const isYamlName = (file: string) => /\.ya?ml$/i.test(file)

/**
 * The data of a document, as in JSON. A number stays a text if converting it would lose something: `007`,
 * `+15105551234`, `10.50` are codes, phone numbers and prices.
 */
export function dataOf(document: Document.Parsed): unknown {
  visit(document, {
    Scalar: (_key, node) => {
      const isNumber = typeof node.value === 'number' || typeof node.value === 'bigint'
      if (isNumber && node.source !== undefined && node.source !== String(node.value))
        node.value = node.source
    },
  })
  return JSON.parse(JSON.stringify(document.toJS(), keepDigits))
}

function keepDigits(_key: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : String(value)
}
