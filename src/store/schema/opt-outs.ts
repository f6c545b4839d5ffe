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
`

export const optOutGrants = `
grant select, insert on msgr.opt_out to msgr_worker;
`
