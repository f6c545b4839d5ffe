/** People who opted out, as lines that are only ever added: the last one of a person decides. */
export const optOutTable = `
create table msgr.opt_out (
  id bigint generated always as identity primary key,
  target text not null,
  page_id text not null,
  psid text not null,
  subscriber text,
  event text not null check (event in ('out', 'in')),
  at timestamptz not null,
  source text not null,
  detail text
);
create index opt_out_page on msgr.opt_out (target, page_id, id);
create index opt_out_person on msgr.opt_out (psid, target, page_id, id);
create table msgr.subscriber_key (
  only_row boolean primary key default true check (only_row),
  key bytea not null check (length(key) = 32)
);
comment on table msgr.subscriber_key is 'What names of subscribers without a PSID are made with, so that every machine makes the same.';
`

export const optOutGrants = `
grant select, insert on msgr.opt_out, msgr.subscriber_key to msgr_worker;
`
