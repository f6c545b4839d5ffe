import {type Document, LineCounter} from 'yaml'
import {schema, stepLine} from '../emulator/chat/recording/chat-text.ts'
import type {Fault} from '../errors.ts'
import {faultsOf, type RuleFault, toPath} from '../platform/faults.ts'
import {formatJsonFault, jsonFaultOf} from '../text/json-fault.ts'
import {offsetsIn, parseYamlDocuments} from '../text/yaml.ts'
import type {Chat, Deed, Expectation} from './chat.ts'
import {cutPatterns, unquotedHint} from './cut-patterns.ts'
import {type ChatInput, chatSchema, deeds, type ExpectationInput, type StepInput} from './grammar.ts'

/** The chats of a file, or its faults, with their lines. */
export interface ReadChats {
  readonly chats: readonly Chat[]
  readonly faults: readonly Fault[]
}

/** Reads a file of chats: one, or several with `---` between them. */
export function readChats(text: string, file: string): ReadChats {
  const lines = new LineCounter()
  const documents = parseYamlDocuments(text, {
    schema,
    stringKeys: true,
    lineCounter: lines,
    prettyErrors: false,
  })
  if (documents.length === 0 || text.trim() === '')
    return {chats: [], faults: [{path: '', message: 'it is empty', file, line: 1}]}
  const jsonFault = /\.json$/i.test(file) ? jsonFaultOf(text) : undefined
  if (jsonFault !== undefined)
    return {chats: [], faults: [{path: '', message: formatJsonFault(jsonFault), file, line: jsonFault.line}]}
  const lineAt = (offset: number) => lines.linePos(offset).line
  const read = documents.map(document => readDocument(text, document, file, lineAt))
  return {chats: read.flatMap(({chats}) => chats), faults: read.flatMap(({faults}) => faults)}
}

type LineAt = (offset: number) => number

/** The whole line that contains an offset. */
function lineOf(text: string, offset: number): string {
  const end = text.indexOf('\n', offset)
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1, end < 0 ? undefined : end)
}

function readDocument(text: string, document: Document.Parsed, file: string, lineAt: LineAt): ReadChats {
  const [broken] = document.errors
  if (broken !== undefined)
    return {
      chats: [],
      faults: [
        {
          path: '',
          message: `this is not valid YAML: ${broken.message}${unquotedHint(lineOf(text, broken.pos[0]))}`,
          file,
          line: lineAt(broken.pos[0]),
        },
      ],
    }
  const cuts = cutPatterns(document, text)
  if (cuts.length > 0)
    return {
      chats: [],
      faults: cuts.map(({offset, message}) => ({path: '', message, file, line: lineAt(offset)})),
    }
  const data: unknown = document.toJS()
  const offsetOf = offsetsIn(document)
  const faults = faultsOf(chatSchema, data).map(fault => ({
    path: '',
    message: worded(fault),
    file,
    line: lineAt(offsetOf(fault.segments) ?? 0),
  }))
  if (faults.length > 0) return {chats: [], faults}
  const input = chatSchema.parse(data)
  const line = lineAt(document.contents?.range?.[0] ?? 0)
  const labels = (data as {readonly steps: readonly unknown[]}).steps.map(stepLine)
  const steps = input.steps.map((step, index) => ({
    line: lineAt(offsetOf(['steps', index]) ?? 0),
    label: labels[index] ?? '',
    deed: toDeed(step),
  }))
  return {chats: [toChat(input, {file, line, steps})], faults: []}
}

function toChat(input: ChatInput, place: Pick<Chat, 'file' | 'line' | 'steps'>): Chat {
  const {name = place.file.replace(/^.*[\\/]|\.\w+$/g, ''), person = {}, lenient = false} = input
  return {name, person, isLenient: lenient, ...place}
}

/** A step has one key, as the grammar has checked. */
function toDeed(step: StepInput): Deed {
  const [kind, words] = Object.entries(step)[0] as [Deed['kind'], unknown]
  switch (kind) {
    case 'wait':
      return {kind, ms: words as number}
    case 'expect':
      return {kind, expectation: toExpectation(words as ExpectationInput)}
    case 'opt-in':
    case 'link':
    case 'unlink':
    case 'feedback':
      return {kind, words: words as Readonly<Record<string, unknown>>}
    default:
      return {...(words as object), kind} as Deed
  }
}

function toExpectation({within, nothing, sender_action, reaction, ...parts}: ExpectationInput): Expectation {
  if (nothing !== undefined) return {kind: 'nothing', forMs: nothing}
  if (sender_action !== undefined) return {kind: 'sender-action', action: sender_action, withinMs: within}
  if (reaction !== undefined) return {kind: 'reaction', emoji: reaction, withinMs: within}
  return {kind: 'message', parts, withinMs: within}
}

/** `expect.templat is not known here`: only the place inside the step, as the line gives the rest. */
function worded({segments, message}: RuleFault): string {
  const [, deed = '', rest] = /^([\w-]+) (.+)$/s.exec(String(segments[2])) ?? []
  if (Object.hasOwn(deeds, deed)) return `\`${deed} ${rest}\` lacks a colon: \`${deed}: ${rest}\``
  const place = segments.slice(segments[0] === 'steps' && segments.length > 1 ? 2 : 0)
  return place.length === 0 ? message : `\`${toPath(place)}\` ${message}`
}
