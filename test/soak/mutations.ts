import {readFile} from 'node:fs/promises'
import type {Plugin} from 'esbuild'

/** A replacement in a file of the engine. */
export interface Mutation {
  readonly file: RegExp
  readonly from: string
  readonly to: string
}

/** Engines that break a promise, which the suite must notice. */
export const mutations = {
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

/** Stores that break a promise, which the tests of the store or workers in chaos must notice. */
export const storeMutations = {
  'journal after the send': [mutations['journal after the send']],
  'writers told apart by the run alone': [
    {
      file: /postgres-store[\\/]appender\.ts$/,
      from: 'const keyOf = ({run, seq, epoch}: Place) => `${run} ${seq} ${epoch}`',
      to: 'const keyOf = ({run, seq}: Place) => `${run} ${seq}`',
    },
    {
      file: /postgres-store[\\/]appender\.ts$/,
      from: 'if (there?.epoch === group.epoch) group.resolve()',
      to: 'if (there !== undefined) group.resolve()',
    },
  ],
  'no look at the place before': [
    {
      file: /postgres-store[\\/]appender\.ts$/,
      from: 'where g.seq = 0 or exists (select from msgr.journal b where b.run = g.run and b.seq = g.seq - 1 and b.epoch = g.epoch)',
      to: '',
    },
  ],
  'a lease and no place': [
    {
      file: /postgres-store[\\/]appender\.ts$/,
      from: 'select g.run, g.seq, g.epoch, g.entries',
      to: `select g.run, (select coalesce(max(b.seq) + 1, 0) from msgr.journal b where b.run = g.run), g.epoch, g.entries`,
    },
    {
      file: /postgres-store[\\/]appender\.ts$/,
      from: 'const keyOf = ({run, seq, epoch}: Place) => `${run} ${seq} ${epoch}`',
      to: 'const keyOf = ({run, epoch}: Place) => `${run} ${epoch}`',
    },
  ],
} satisfies Record<string, readonly Mutation[]>

export type StoreMutationName = keyof typeof storeMutations
export const storeMutationNames = Object.keys(storeMutations) as StoreMutationName[]

/** Makes the replacements while bundling. @throws if a piece is missing: then the mutation is out of date. */
export function mutationPlugin(name: string, given: readonly Mutation[]): Plugin {
  return {
    name,
    setup: build =>
      build.onLoad({filter: new RegExp(given.map(({file}) => file.source).join('|'))}, async ({path}) => ({
        contents: mutated(path, await readFile(path, 'utf8'), given),
        loader: 'ts',
      })),
  }
}

/** The code of a file with the replacements that are for it. @throws if a piece is missing. */
export function mutated(path: string, code: string, given: readonly Mutation[]): string {
  return given
    .filter(({file}) => file.test(path))
    .reduce((changed, {from, to}) => {
      if (!changed.includes(from)) throw new Error(`${path} does not contain ${from}`)
      return changed.replace(from, () => to)
    }, code)
}
