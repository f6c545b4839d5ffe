import {MessageStore} from './message-store.ts'
import type {State} from './state.ts'

/** About as many characters as are made in 2 ms. */
const PIECE_CHARACTERS = 256 * 1024

/** The JSON of a state, in pieces that each take a few milliseconds to make. */
export function* stateText(state: State): Generator<string> {
  let piece = ''
  for (const part of partsOf(state)) {
    piece += part
    if (piece.length < PIECE_CHARACTERS) continue
    yield piece
    piece = ''
  }
  yield piece
}

function* partsOf(state: State): Generator<string> {
  let before = '{'
  for (const [key, value] of Object.entries(state)) {
    if (value === undefined) continue
    yield `${before}${JSON.stringify(key)}:`
    before = ','
    if (value instanceof MessageStore) yield* listParts(value.values())
    else if (typeof value === 'object' && value !== null && !Array.isArray(value)) yield* recordParts(value)
    else yield JSON.stringify(value)
  }
  yield '}'
}

function* recordParts(record: Readonly<Record<string, unknown>>): Generator<string> {
  let before = '{'
  for (const key in record) {
    const text = JSON.stringify(record[key])
    if (text === undefined) continue
    yield `${before}${JSON.stringify(key)}:${text}`
    before = ','
  }
  yield before === '{' ? '{}' : '}'
}

function* listParts(items: Iterable<unknown>): Generator<string> {
  let before = '['
  for (const item of items) {
    yield `${before}${JSON.stringify(item)}`
    before = ','
  }
  yield before === '[' ? '[]' : ']'
}
