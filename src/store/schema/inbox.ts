/** Webhook events that were received, until a consumer has handled them. State n: new, a: being handled, d: done, f: failed, x: dropped. */
export const inboxTable = `
create table msgr.inbox (
  id bigint generated always as identity primary key,
  key text not null unique,
  page_id text,
  psid text,
  field text,
  raw bytea not null,
  headers jsonb not null,
  received timestamptz not null default clock_timestamp(),
  state "char" not null default 'n' check (state in ('n', 'a', 'd', 'f', 'x')),
  owner text,
  until timestamptz,
  tries int not null default 0,
  not_before timestamptz,
  done_at timestamptz,
  error text
);
create index inbox_open on msgr.inbox (id) where state in ('n', 'a');
create index inbox_person on msgr.inbox (page_id, psid, id) where state in ('n', 'a');
`

export const inboxGrants = `
grant select, insert, update on msgr.inbox to msgr_worker;
`
