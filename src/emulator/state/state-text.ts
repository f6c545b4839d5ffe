import {Entities} from './entities.ts'
import {MessageStore} from './message-store.ts'
import type {State} from './state.ts'

/** How long a piece takes to make, in ms. */
const PIECE_MS = 2

/** The JSON of a state, in pieces. */
export function* stateText(state: State): Generator<string> {
  let piece = ''
  let startMs = performance.now()
  for (const part of partsOf(state)) {
    piece += part
    if (performance.now() - startMs < PIECE_MS) continue
    yield piece
    piece = ''
    startMs = performance.now()
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
    else if (value instanceof Entities) yield* recordParts(value)
    else if (typeof value === 'object' && value !== null && !Array.isArray(value))
      yield* recordParts(Object.entries(value))
    else yield JSON.stringify(value)
  }
  yield '}'
}

function* recordParts(entries: Iterable<readonly [string, unknown]>): Generator<string> {
  let before = '{'
  for (const [key, value] of entries) {
    const text = JSON.stringify(value)
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
