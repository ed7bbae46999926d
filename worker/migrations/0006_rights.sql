-- What it takes to hand people all that is theirs, to delete it, and to forget what is old.

-- What somebody wrote, and what others wrote about them or opened to them (`about`: a contact's teacher, a share's person).
create index entry_author on entry (district, author, id);
create index entry_about on entry (district, about, id) where about is not null;
create index seen_person on seen (district, person);
create index audit_actor on audit (district, actor, seq) where actor is not null;
create index audit_subject on audit (district, subject, seq) where subject is not null;

-- A deletion that was asked for or is under way: of one person, or with person '' of the whole district. It is gone when
-- the deletion is done. `gone`: the id that takes the person's place where others' work needs one. A district's waits
-- until another administrator confirms it; `before`: how many rows each table had then.
create table leaving (
  district text not null,
  person text not null,
  gone text not null,
  asked_by text not null,
  asked_at text not null,
  reason text,
  confirmed_by text,
  before text,
  primary key (district, person)
) strict, without rowid;

-- The audit log goes before its time only with its whole district.
drop trigger audit_lasts;
create trigger audit_lasts before delete on audit
when old.at > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-3 years') and not exists (
  select 1 from leaving where district = old.district and person = '' and confirmed_by is not null)
begin select raise(abort, 'the audit log is append-only'); end;

-- The district's last export: when, by whom, and the SHA-256 of its manifest.
alter table district add column exported text;
