-- Everything is keyed by district first. Times are ISO 8601 text in UTC, days are `2026-11-23` where they were logged.

create table district (
  id text primary key,
  name text not null,
  settings text not null default '{}'
) strict;

-- What a school sets up: every noun of the map, as its schema in shared/records has it.
create table map (
  district text not null,
  noun text not null,
  id text not null,
  version integer not null,
  body text not null,
  changed_at text not null,
  primary key (district, noun, id)
) strict, without rowid;

-- Which noun names which: kept with every change of the map, so that "what uses this" and "what fits this" are one look-up.
-- Besides nouns, a PL item is found by ('course' or 'subject', its match key), an active person by ('role', 'coach').
create table link (
  district text not null,
  target_noun text not null,
  target text not null,
  noun text not null,
  id text not null,
  field text not null,
  primary key (district, target_noun, target, noun, id, field)
) strict, without rowid;
create index link_from on link (district, noun, id);

-- What people log. Append-only.
create table entry (
  district text not null,
  id text not null,
  kind text not null,
  author text not null,
  cycle text,
  at text not null,
  received_at text not null,
  supersedes text,
  body text not null,
  primary key (district, id)
) strict, without rowid;
create index entry_cycle on entry (district, cycle, id) where cycle is not null;
create index entry_supersedes on entry (district, supersedes) where supersedes is not null;

-- Roll-ups of entries, written in the same batch as the entry. Each can be made anew from `entry`.

-- A cycle as its entries fold. `version` counts its entries and guards against two writers at once; `batch` is the mark
-- of the write that made this version.
create table cycle (
  district text not null,
  id text not null,
  owner text not null,
  version integer not null,
  batch text not null,
  site text,
  course text,
  lesson text not null default '',
  title text not null default '',
  idea text not null default '',
  practice text,
  aim text,
  phase text not null,
  due_on text,
  since text not null,
  last_on text not null,
  question text,
  primary key (district, id)
) strict, without rowid;
create index cycle_place on cycle (district, owner, site, course, lesson, id);

-- The latest cycle at each place, so that a course page costs what the course has lessons, not what its history has cycles.
create table ring (
  district text not null,
  owner text not null,
  site text not null,
  course text not null,
  lesson text not null,
  cycle text not null,
  phase text not null,
  due_on text,
  primary key (district, owner, site, course, lesson)
) strict, without rowid;

-- To whom a cycle is open. `active`: the cycle is not closed yet. audience: `person:<id>` or `team:<id>`.
create table share (
  district text not null,
  audience text not null,
  cycle text not null,
  owner text not null,
  notes integer not null,
  active integer not null,
  site text,
  course text,
  lesson text not null default '',
  primary key (district, cycle, audience)
) strict, without rowid;
create index share_audience on share (district, audience, active, site, course, lesson);
create index share_owner on share (district, owner, audience);

-- One dated figure of a series: what run charts are drawn from.
create table observation (
  district text not null,
  person text not null,
  site text not null,
  course text not null,
  series text not null,
  on_day text not null,
  entry text not null,
  cycle text not null,
  value real not null,
  primary key (district, person, site, course, series, on_day, entry)
) strict, without rowid;
create index observation_cycle on observation (district, cycle);

-- A coach's contacts with a teacher that stand, by day: the last one is one look-up.
create table contact (
  district text not null,
  coach text not null,
  teacher text not null,
  on_day text not null,
  entry text not null,
  primary key (district, coach, teacher, on_day, entry)
) strict, without rowid;

-- Who read a cycle that is not theirs, and when last: its author sees this.
create table seen (
  district text not null,
  cycle text not null,
  person text not null,
  on_day text not null,
  primary key (district, cycle, person)
) strict, without rowid;

-- Tokens are kept as SHA-256 only. kind: access, refresh or api. `family`: one sign-in and all that was rotated from it,
-- until `family_until` at the latest. A family holds at most two refresh tokens: the newest, and the one it was made from.
create table token (
  hash text primary key,
  district text not null,
  person text not null,
  kind text not null,
  family text not null,
  device text not null,
  made_at text not null,
  expires_at text not null,
  family_until text not null
) strict, without rowid;
create index token_family on token (family);
create index token_person on token (district, person);

-- Pairing codes and invites, as SHA-256. A new one takes the place of the person's earlier one of its kind.
create table code (
  hash text primary key,
  district text not null,
  person text not null,
  kind text not null,
  uses_left integer not null,
  made_at text not null,
  expires_at text not null
) strict, without rowid;
create unique index code_person on code (district, person, kind);

-- Failed attempts to sign in, by where they came from, until the count starts afresh.
create table attempt (
  bucket text primary key,
  failures integer not null,
  until text not null
) strict, without rowid;
