/** Pages and who works on them, runs, their recipients and their journals. */
export const runTables = `
create table msgr.page (
  target text not null,
  page_id text not null,
  name text,
  owner text,
  epoch bigint not null default 0,
  until timestamptz not null default '-infinity',
  rests_until timestamptz,
  speed real not null default 1,
  primary key (target, page_id)
) with (fillfactor = 50);
comment on table msgr.page is 'One row for each Page and target. Who sends for it has the lease: owner, epoch, until.';

create table msgr.run (
  run text primary key check (run ~ '^\\d{8}-\\d{6}-[0-9a-f]{6}$'),
  target text not null,
  page_id text not null,
  manifest jsonb not null,
  manifest_text text not null,
  want text not null check (want in ('send', 'pause', 'cancel')),
  may_adopt boolean not null,
  state text not null default 'planned'
    check (state in ('planned', 'running', 'paused', 'stopped', 'interrupted', 'done', 'canceled')),
  reason text,
  exit_code int,
  counts jsonb,
  updated timestamptz not null default clock_timestamp(),
  foreign key (target, page_id) references msgr.page
) with (fillfactor = 50);
create index run_open on msgr.run (target, page_id, run)
  where want = 'send' and state in ('planned', 'running', 'interrupted');
comment on column msgr.run.manifest_text is 'The bytes that were hashed.';
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
grant select on msgr.page, msgr.run to msgr_reader;
`
