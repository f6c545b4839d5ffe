import {readFile} from 'node:fs/promises'
import type {Plugin} from 'esbuild'

/** A way to break the engine: a replacement in a file. */
interface Mutation {
  readonly file: RegExp
  readonly from: string
  readonly to: string
}

/** Engines that break a promise, which the suite must notice. */
const mutations = {
  'journal after the send': {
    file: /bulk[\\/]delivery\.ts$/,
    from: "await this.#commit({event: 'attempt', line, at})",
    to: "this.#run.ledger.apply({event: 'attempt', line, at})",
  },
  'cursor instead of journal': {
    file: /bulk[\\/]send-all\.ts$/,
    from: "failpoint?.('resume-doubted')",
    to: `const done = Math.max(0, ...ledger.linesIn('sent'))
      for (let line = 1; line <= ledger.total; line++) {
        if (ledger.stateOf(line) === (line <= done ? 'sent' : 'remaining')) continue
        const entry = {event: line <= done ? 'sent' : 'unsent', line, at: 0, reason: '', messageId: 'm_' + line}
        ledger.apply(entry)
        journal.append(entry)
      }`,
  },
  'retry on timeout': {
    file: /broadcast[\\/]shared[\\/]outcome\.ts$/,
    from: "if (sendClassOf(error) === 'in-doubt') return {kind: 'in-doubt', reason}",
    to: '',
  },
} satisfies Record<string, Mutation>

export type MutationName = keyof typeof mutations
export const mutationNames = Object.keys(mutations) as MutationName[]

/** Replaces that piece while bundling. @throws if it is missing: then the mutation is out of date. */
export function mutationPlugin(name: MutationName): Plugin {
  const {file, from, to} = mutations[name]
  return {
    name,
    setup: build =>
      build.onLoad({filter: file}, async ({path}) => {
        const code = await readFile(path, 'utf8')
        if (!code.includes(from)) throw new Error(`${name}: ${path} does not contain ${from}`)
        return {contents: code.replace(from, to), loader: 'ts'}
      }),
  }
}
