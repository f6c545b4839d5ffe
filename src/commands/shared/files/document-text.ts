import {extname} from 'node:path'
import {type Document, isMap, isScalar, isSeq, stringify} from 'yaml'
import {isObject} from '../../../platform/fields-schema.ts'
import {parseYaml} from '../../../text/yaml.ts'

type Path = readonly (string | number)[]

/** A value as the text of a file: JSON for a name that ends in .json, else YAML. */
export function documentText(file: string | undefined, value: unknown): string {
  return isJson(file) ? `${JSON.stringify(value, null, 2)}\n` : stringify(value)
}

/**
 * The text of a file, changed to another value; comments and the order of keys stay where the value stays, and so does
 * the `$schema` for editors. A text that is not YAML is replaced.
 */
export function changedDocument(
  file: string,
  text: string,
  value: Readonly<Record<string, unknown>>,
): string {
  const document = parseYaml(text)
  if (document.errors.length > 0 || !isMap(document.contents)) return documentText(file, value)
  const schema: unknown = document.get('$schema')
  const whole = schema === undefined ? value : {$schema: schema, ...value}
  if (isJson(file)) return documentText(file, whole)
  change(document, [], whole)
  return document.toString()
}

const isJson = (file: string | undefined) => file !== undefined && extname(file).toLowerCase() === '.json'

function change(document: Document, path: Path, value: unknown): void {
  const node: unknown = path.length === 0 ? document.contents : document.getIn(path, true)
  if (isMap(node) && isObject(value)) {
    for (const {key} of [...node.items]) {
      const name = isScalar(key) ? String(key.value) : String(key)
      if (value[name] === undefined) document.deleteIn([...path, name])
    }
    for (const [name, each] of Object.entries(value)) change(document, [...path, name], each)
  } else if (isSeq(node) && Array.isArray(value)) {
    for (let index = node.items.length - 1; index >= value.length; index -= 1)
      document.deleteIn([...path, index])
    for (const [index, each] of value.entries()) change(document, [...path, index], each)
  } else if (isScalar(node) && !isObject(value) && !Array.isArray(value)) {
    if (node.value !== value) node.value = value
  } else document.setIn(path, document.createNode(value))
}
