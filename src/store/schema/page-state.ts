/** What was last applied to a Page, and who is changing it now. */
export const pageStateTable = `
create table msgr.page_state (
  target text not null,
  page_id text not null,
  epoch bigint not null default 0,
  holder text,
  until timestamptz not null default '-infinity',
  facets jsonb not null default '{}',
  attempting jsonb,
  applied_at timestamptz,
  primary key (target, page_id)
);
comment on column msgr.page_state.facets is 'Part of the Page -> digest of what msgr last left there.';
comment on column msgr.page_state.attempting is 'The same for a change that was begun and has no recorded end.';
`

export const pageStateGrants = `
grant select, insert, update on msgr.page_state to msgr_worker;
`
