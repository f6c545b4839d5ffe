import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {changeSchema, printedSql, type SchemaChange, schemaView} from './shared/schema-change.ts'

interface InitOptions {
  readonly printSql?: boolean
}

export function declare(command: Command): void {
  command.option('--print-sql', 'print the SQL instead of running it; connects to nothing').addHelpText(
    'after',
    `
Creates the schema msgr in the PostgreSQL database of the settings (store, MSGR_STORE, --store), and the roles msgr_worker and
msgr_reader, as far as they do not exist. The user has to be allowed to create both. Then let those who send be members of
msgr_worker, which may add to journals and never change them: create role sender login in role msgr_worker. msgr_reader sees
runs and no recipients. Running it again changes nothing.`,
  )
  addExamples(
    command,
    'msgr store init --store postgres://admin@db.example/msgr',
    'msgr store init --print-sql | psql postgres://admin@db.example/msgr',
  )
}

export const isVerbatim = true

export const run = (context: Context, {printSql}: InitOptions): Promise<SchemaChange> =>
  printSql ? printedSql(0) : changeSchema(context, 'setUpStore')

export const view = schemaView('Set up')
