import {type Document, isPair, isScalar, type LineCounter, visit} from 'yaml'
import {takeSecretOut} from '../../../cli/hints/index.ts'
import {foreignKeyIn, isNamedSecret} from '../../../config/foreign-keys.ts'
import type {Config} from '../../../config/index.ts'
import {type Fault, InvalidInputError} from '../../../errors.ts'
import {createMask, createSecretFinder, isSecretParameter, secretsAreSeen} from '../../../masking.ts'
import {mapTexts, withoutVariables} from '../../../platform/file-variables.ts'
import {ownSecrets} from './own-secrets.ts'

/** `$${`, which writes `${`; `${NAME}`; or a `${` that is neither. */
const reference = /\$\$\{|\$\{(?:([A-Za-z_][A-Za-z0-9_]*)\}|[^}\n]{0,40}\}?)/g

/**
 * Fills in `${NAME}` in every text of a document, from the environment. Returns a fault for each place that cannot be filled
 * in, and leaves it unchanged; that includes keys, and texts with a secret that people would see.
 */
export function fillVariables(
  document: Document.Parsed,
  source: {readonly file: string | undefined; readonly lines: LineCounter; readonly config: Config},
): readonly Fault[] {
  const {file, lines} = source
  const fill = fillerFrom(source.config)
  const findSecret = createSecretFinder(ownSecrets(source.config))
  const faults: Fault[] = []
  visit(document, {
    Scalar(key, node, path) {
      if (!isScalar(node) || typeof node.value !== 'string') return
      const {line} = lines.linePos(node.range?.[0] ?? 0)
      const refuse = (written: string, why: string) => {
        const message = `${written} ${why}`
        if (!faults.some(known => known.line === line && known.message === message))
          faults.push({path: '', message, file, line})
      }
      const parent = path.at(-1)
      const name = isPair(parent) && isScalar(parent.key) ? String(parent.key.value) : ''
      const secret = key !== 'key' && isSecretParameter(name) ? undefined : findSecret(node.value)
      if (secret !== undefined) refuse('this text', `${HOLDS} ${secret}, ${secretsAreSeen}`)
      if (key !== 'key') node.value = fill(node.value, refuse)
      else if (/(?<!\$)\$\{/.test(node.value)) refuse(node.value, 'is a key, in which nothing is filled in')
    },
  })
  return faults
}

/** @throws {InvalidInputError} if there are faults, with what to do about them. */
export function refuseUnfilled(what: string, faults: readonly Fault[]): void {
  if (faults.length === 0) return
  const hasSecret = faults.some(({message}) => message.startsWith(`this text ${HOLDS}`))
  throw new InvalidInputError(what, faults, {
    hint: hasSecret ? takeSecretOut : 'Set the variables in the environment, or write $${ for the text ${',
  })
}

/** A value of a file with its variables filled in, as far as possible. */
export function filledIn<Value>(value: Value, config: Config): Value {
  const fill = fillerFrom(config)
  return mapTexts(value, text => fill(text, () => {}))
}

/** A value for a file with variables; a text equal to the result of the existing file at the same place stays as written there, with its variables. */
export function escapedInto<Value>(former: unknown, value: Value, config: Config): Value {
  const fill = fillerFrom(config)
  return mapTexts(
    value,
    (text, before) =>
      typeof before === 'string' && fill(before, () => {}) === text ? before : withoutVariables(text),
    former,
  )
}

const HOLDS = 'holds'

type Filler = (text: string, refuse: (written: string, why: string) => void) => string

/** Secrets of msgr are not filled in, whatever variable contains them, because people see the result. */
function fillerFrom({variable, isSecretVariable, connection}: Config): Filler {
  const secrets = [...ownSecrets({connection}), connection.verifyToken]
  const mask = createMask(secrets)
  return (text, refuse) =>
    text.replaceAll(reference, (written, name: string | undefined) => {
      if (written === '$${') return '${'
      const value = name === undefined ? undefined : variable(name)
      if (name === undefined) refuse(written, 'does not name a variable')
      else if (value === undefined) refuse(written, 'is not set')
      else if (value === '') refuse(written, 'is empty')
      else if (
        isSecretVariable(name) ||
        isNamedSecret(name) ||
        secrets.includes(value) ||
        mask(value) !== value
      )
        refuse(written, 'holds a secret, which people would see')
      else if (foreignKeyIn(value) !== undefined)
        refuse(written, `holds a secret (it looks like ${foreignKeyIn(value)}), which people would see`)
      else return value
      return written
    })
}
