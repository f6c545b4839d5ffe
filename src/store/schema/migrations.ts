import {inboxGrants, inboxTable} from './inbox.ts'
import {optOutGrants, optOutTable} from './opt-outs.ts'
import {pageStateGrants, pageStateTable} from './page-state.ts'
import {createRoles, schemaGrants} from './roles.ts'
import {runGrants, runTables} from './runs.ts'

/** A step from one version of the schema to the next. A step that was released is never changed. */
export interface Migration {
  /** The version of the schema afterwards. */
  readonly version: number
  readonly about: string
  readonly sql: string
}

const firstSchema = `
create schema msgr;
create table msgr.meta (
  only_row boolean primary key default true check (only_row),
  schema_version int not null,
  created timestamptz not null default now()
);
insert into msgr.meta (schema_version) values (0);
${runTables}${pageStateTable}${inboxTable}${optOutTable}${createRoles}${schemaGrants}${runGrants}${pageStateGrants}${inboxGrants}${optOutGrants}`

export const migrations: readonly Migration[] = [
  {version: 1, about: 'runs, applied state of Pages, inbox, opt-outs', sql: firstSchema},
]

/** The version that this msgr works with. */
export const SCHEMA_VERSION = migrations.length

/** The steps after a version, to run in one transaction. @param from 0: there is no schema yet. */
export function sqlSince(from: number): string {
  const steps = migrations.filter(({version}) => version > from)
  return steps
    .map(
      ({version, about, sql}) =>
        `-- Version ${version}: ${about}\n${version === 1 ? '' : onlyFrom(version - 1)}${sql.trim()}\nupdate msgr.meta set schema_version = ${version};\n`,
    )
    .join('\n')
}

/** Fails where somebody else has made the step meanwhile. */
const onlyFrom = (version: number) => `do $$ begin
  perform from msgr.meta where schema_version = ${version} for update;
  if not found then raise exception 'the schema does not have version ${version}' using errcode = '40001'; end if;
end $$;
`
