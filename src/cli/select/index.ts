import {exitCodes, MsgrError} from '../../errors.ts'
import type {Close} from '../../system/close-all.ts'
import {harmless, harmlessJson} from '../../terminal/harmless.ts'
import {jsonText} from '../../terminal/json.ts'
import type {Sink} from '../../terminal/output.ts'
import type {DryRun} from '../dry-run.ts'
import type {PrintedPageResult} from '../printed-page-result.ts'
import type {WriteLine} from '../stdio.ts'
import {pick, refuseUnknownFields} from './fields.ts'
import type {JqFilter} from './jq.ts'
import {carriedOut, type JqOptions} from './jq-thread.ts'

/** What `--json=FIELDS` and `--jq EXPRESSION` leave of a result. */
export interface Selection {
  /** Takes the results as JSON, one in each write, and passes on what is left of them. */
  readonly sink: Sink
  /**
   * Says that the expression failed for a result. @param code What the command exits with.
   * @throws {MsgrError} where that would be a success.
   */
  readonly end: (code: number) => void
}

interface Selecting extends JqOptions {
  /** Default: all. */
  readonly fields: readonly string[] | undefined
  readonly jq: string | undefined
  readonly command: string
  readonly sink: Sink
  /** Whether each result is that of one of several Pages. */
  readonly isOfPages: boolean
  /** For a person: what fails while a stream goes on. */
  readonly line: WriteLine
  readonly onExit: (close: Close) => void
}

/** @throws {UsageError} for a field that the command does not print, and for an expression that is not one. */
export async function createSelection(selecting: Selecting): Promise<Selection> {
  const {fields, jq, command, sink, isOfPages, line, onExit} = selecting
  if (fields !== undefined) await refuseUnknownFields(command, fields)
  const opened = jq === undefined ? undefined : await (await import('./jq.ts')).openJqFilter(jq, selecting)
  if (opened !== undefined) onExit(opened.close)
  let failures = 0
  let results = 0
  let firstFailure = ''

  const picked = (text: string) =>
    fields === undefined ? text : jsonText(pickedOf(JSON.parse(text), fields, isOfPages))
  const filtered = async ({filter}: JqFilter, text: string): Promise<string> => {
    const {outputs, failure} = await filter(text)
    results += 1
    if (failure !== undefined) {
      failures += 1
      if (failures === 1) firstFailure = failure
    }
    // A stream can go on for days, and its end would say this too late.
    if (failures === 1 && failure !== undefined && results > 1) line(`--jq: ${failure}`)
    return outputs.map(output => `${output}\n`).join('')
  }
  const written = (text: string): string | Promise<string> => {
    if (opened !== undefined)
      return filtered(opened, wellFormed(picked(text))).then(left =>
        sink.isTerminal ? harmless(left) : left,
      )
    if (!sink.isTerminal) return `${picked(text)}\n`
    return `${harmlessJson(JSON.stringify(JSON.parse(picked(text)), null, 2))}\n`
  }
  return {
    sink: {
      isTerminal: false,
      get columns() {
        return sink.columns
      },
      write: async text => {
        const left = text.trim() === '' ? text : await written(text)
        if (left !== '') await sink.write(left)
      },
    },
    end(code) {
      if (failures === 0) return
      const many = results === 1 ? '' : ` for ${failures} of ${results} results`
      const message = `--jq failed${many}: ${firstFailure}`
      if (code !== exitCodes.done) return line(message)
      throw new MsgrError(message, carriedOut)
    },
  }
}

function pickedOf(value: unknown, fields: readonly string[], isOfPages: boolean): unknown {
  if (isDryRun(value)) return value
  if (!isOfPages) return pick(value, fields)
  if (Array.isArray(value)) return value.map(each => pickedOf(each, fields, isOfPages))
  const {page, result, error} = value as PrintedPageResult
  return {page, result: isDryRun(result) ? result : pick(result, fields), error}
}

/** The requests of `--dry-run` are printed whole. */
const isDryRun = (value: unknown): value is DryRun =>
  typeof value === 'object' && value !== null && 'dryRun' in value && 'requests' in value

/** Half of a pair of surrogates, which a text cut elsewhere can have, is not JSON to jq. */
function wellFormed(json: string): string {
  if (!/\\ud[89a-f]/.test(json)) return json
  const repaired = (_key: string, value: unknown) =>
    typeof value === 'string' ? wellFormedText(value) : value
  return JSON.stringify(JSON.parse(json), repaired)
}

const wellFormedText = (text: string) => text.replace(/\p{Surrogate}/gu, '\ufffd')
