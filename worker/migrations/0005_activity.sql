-- How far a cycle came in a month in which its teacher logged a step of it (shared/insights/activity.ts, `points`).
-- A roll-up of entries.
create table activity (
  district text not null,
  cycle text not null,
  month text not null,
  owner text not null,
  point integer not null,
  primary key (district, cycle, month)
) strict, without rowid;
create index activity_owner on activity (district, owner, month, point);

-- A month as it was published, for every leader of the district: counted once and never again. `number` counts them.
create table activity_count (
  district text not null,
  month text not null,
  number integer not null,
  batch text not null,
  minimum integer not null,
  counted_at text not null,
  body text not null,
  primary key (district, month)
) strict, without rowid;
create unique index activity_count_number on activity_count (district, number);

-- Who was counted in which group, from one published month (by its number) until before another; nothing of what they
-- did. It is what tells that two months differ by a few people.
create table activity_person (
  district text not null,
  until integer not null default 9007199254740991,
  person text not null,
  since integer not null,
  school text not null,
  primary key (district, until, person)
) strict, without rowid;
