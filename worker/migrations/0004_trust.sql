-- Who did what, when and why; no content. Append-only: each line is chained to the one before by a mark that only the
-- district's key can make, so that an edited or missing line shows (worker/store/audit.ts).
create table audit (
  district text not null,
  seq integer not null,
  at text not null,
  actor text,
  act text not null,
  subject text,
  reason text,
  before text not null,
  mark text not null,
  primary key (district, seq)
) strict, without rowid;
create trigger audit_stays before update on audit begin select raise(abort, 'the audit log is append-only'); end;
create trigger audit_lasts before delete on audit when old.at > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-3 years')
begin select raise(abort, 'the audit log is append-only'); end;

-- The chain's newest line, so that one cut off at the end is missed too: seq and its mark.
alter table district add column audit_head text not null default '0';

-- What a person has to be told once: until they put it away.
create table notice (
  district text not null,
  person text not null,
  id text not null,
  at text not null,
  body text not null,
  primary key (district, person, id)
) strict, without rowid;

-- Access to a teacher's cycles in an emergency: one administrator asks with a reason, another approves, for a time.
create table break_glass (
  district text not null,
  id text not null,
  teacher text not null,
  asked_by text not null,
  asked_at text not null,
  reason text not null,
  hours integer not null,
  approved_by text,
  open_until text,
  primary key (district, id)
) strict, without rowid;
create index break_glass_open on break_glass (district, teacher, asked_by, open_until);
