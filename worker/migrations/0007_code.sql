-- A pairing code is found by its first letters, its handle, and guessed by the rest: whoever guesses uses up that one code
-- and holds up nobody else, though a whole school be behind one address. No handle: a secret that nobody can guess.
alter table code add column handle text;
alter table code add column tries_left integer not null default 5;
create unique index code_handle on code (handle) where handle is not null;
