/**
 * The roles of a cluster that hold the grants; whoever connects is a member of one. Several databases of a cluster share them,
 * and two may be set up at once.
 */
export const createRoles = ['msgr_worker', 'msgr_reader']
  .map(
    role => `
do $$ begin
  if not exists (select from pg_roles where rolname = '${role}') then
    create role ${role} nologin;
  end if;
exception when duplicate_object or unique_violation then null;
end $$;
`,
  )
  .join('')

export const schemaGrants = `
grant usage on schema msgr to msgr_worker, msgr_reader;
grant select on msgr.meta to msgr_worker, msgr_reader;
`
