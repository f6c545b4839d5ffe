/** Pages and who works on them, runs, their recipients and their journals. */
export const runTables = `
create table msgr.page (
  target text not null,
  page_id text not null,
  name text,
  owner text,
  epoch bigint not null default 0,
  until timestamptz not null default '-infinity',
  run text,
  primary key (target, page_id)
) with (fillfactor = 50);
comment on table msgr.page is 'One row for each Page and target. Who sends for it has the lease: owner, epoch, until, and the run that is sent.';
create sequence msgr.epoch;
comment on sequence msgr.epoch is 'Each process that takes a run gets a number, by which what it writes is known.';

create table msgr.run (
  run text primary key check (run ~ '^\\d{8}-\\d{6}-[0-9a-f]{6}$'),
  target text not null,
  page_id text not null,
  manifest jsonb not null,
  manifest_text text not null,
  manifest_hash text not null,
  requests jsonb not null default '{}',
  state text not null default 'planned'
    check (state in ('planned', 'scheduled', 'running', 'paused', 'stopped', 'interrupted', 'done', 'failed', 'canceled')),
  counts jsonb,
  updated timestamptz not null default clock_timestamp(),
  foreign key (target, page_id) references msgr.page
) with (fillfactor = 50);
create unique index run_name on msgr.run (target, page_id, (manifest -> 'identity' ->> 'name'));
comment on column msgr.run.manifest_text is 'The bytes that were hashed, with SHA-256.';
comment on column msgr.run.requests is 'What other processes ask of the one that sends the run: stop, rate.';
comment on column msgr.run.counts is 'For lists and metrics; the journal decides.';

create table msgr.list_part (
  run text not null references msgr.run on delete cascade,
  no int not null check (no >= 0),
  bytes bytea not null,
  primary key (run, no)
);
alter table msgr.list_part alter bytes set storage external;

create table msgr.journal (
  run text not null references msgr.run on delete cascade,
  seq int not null check (seq >= 0),
  epoch bigint not null,
  at timestamptz not null default clock_timestamp(),
  entries bytea not null,
  primary key (run, seq)
);
comment on table msgr.journal is 'What is known of each person, appended to at an expected place: two cannot have the same.';

create table msgr.evidence (
  run text not null references msgr.run on delete cascade,
  line int not null,
  epoch bigint not null,
  outcome text not null check (outcome in ('sent', 'unsent')),
  message_id text,
  source text not null,
  at timestamptz not null default clock_timestamp(),
  primary key (run, line, epoch, source)
);
`

/** Journals, lists and evidence are only ever added to. */
export const runGrants = `
grant select, insert on msgr.journal, msgr.list_part, msgr.evidence to msgr_worker;
grant select, insert, update on msgr.page, msgr.run to msgr_worker;
grant usage on msgr.epoch to msgr_worker;
grant select on msgr.page, msgr.run to msgr_reader;
`
