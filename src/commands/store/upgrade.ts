import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {changeSchema, type SchemaChange, schemaView, sqlOfUpgrade} from './shared/schema-change.ts'

interface UpgradeOptions {
  readonly printSql?: boolean
}

export function declare(command: Command): void {
  command
    .option('--print-sql', 'print the SQL for the version that the store has, instead of running it')
    .addHelpText(
      'after',
      `
Brings the schema of a store to the version that this msgr works with, in one transaction. End the workers of the older msgr first:
they refuse the newer schema when they connect again. The user has to own the schema. Make a backup before.`,
    )
  addExamples(command, 'msgr store upgrade', 'msgr store upgrade --print-sql > upgrade.sql')
}

export const isVerbatim = true

export const run = (context: Context, {printSql}: UpgradeOptions): Promise<SchemaChange> =>
  printSql ? sqlOfUpgrade(context) : changeSchema(context, 'upgradeStore')

export const view = schemaView('Upgraded')
