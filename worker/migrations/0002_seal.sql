-- What people write is sealed with their district's own key, which is itself wrapped by a secret of the worker's: a dump
-- of this database holds no readable note. What tables are joined and counted by stays in clear.

-- The district's key, wrapped (worker/seal.ts).
alter table district add column key text not null default '';

-- Whom an entry is about, and the day it tells of, where its kind says so.
alter table entry add column about text;
alter table entry add column on_day text;

-- Title, idea and open question of a cycle, sealed together.
alter table cycle add column words text not null default '';
alter table cycle drop column title;
alter table cycle drop column idea;
alter table cycle drop column question;
