-- Signing in with a school account, and letting in another device. Codes and states are kept as SHA-256 only.

-- Whom an identity provider's account stands for. No address, no name: the provider's own key for the account.
create table subject (
  district text not null,
  issuer text not null,
  sub text not null,
  person text not null,
  last_at text not null,
  primary key (district, issuer, sub)
) strict, without rowid;
-- One account of an issuer is one person's, and a person has one: a mail address that moves to a new account finds this.
create unique index subject_person on subject (district, person, issuer);

-- A sign-in that is under way at a provider: in which browser, and what our own client asked for. Taken once.
create table handshake (
  hash text primary key,
  browser text not null,
  district text not null,
  provider text not null,
  nonce text not null,
  verifier text not null,
  redirect_uri text not null,
  challenge text not null,
  state text,
  invite text,
  expires_at text not null
) strict, without rowid;
create index handshake_browser on handshake (browser, provider);

-- Our own one-time codes. `invite`: the hash of the invite that lets this account in. `family`: the session that was made
-- from it, once it was used.
create table authorization (
  hash text primary key,
  district text not null,
  person text not null,
  issuer text not null,
  sub text not null,
  redirect_uri text not null,
  challenge text not null,
  invite text,
  family text,
  expires_at text not null
) strict, without rowid;
create index authorization_person on authorization (district, person);

-- A new device that waits for one where somebody is signed in (RFC 8628). Whoever looks at it first may answer.
create table device_request (
  hash text primary key,
  user_code text not null unique,
  device text not null,
  network text not null,
  district text,
  person text,
  state text not null,
  pause integer not null,
  polled_at text not null default '',
  made_at text not null,
  expires_at text not null
) strict, without rowid;

-- People by their address, for the one time that it links an account. Case counts for nothing, and nothing else is folded.
create index map_email on map (district, lower(body ->> 'email')) where noun = 'person';
-- A provider by its mail domain, before anybody knows the district.
create index link_domain on link (target, district) where target_noun = 'domain';
