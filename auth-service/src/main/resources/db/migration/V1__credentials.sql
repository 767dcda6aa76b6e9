CREATE TABLE client (
  id                     text PRIMARY KEY,
  name                   text        NOT NULL,
  scopes                 text[]      NOT NULL,
  token_lifetime_seconds integer     NOT NULL CHECK (token_lifetime_seconds BETWEEN 60 AND 86400),
  created_at             timestamptz NOT NULL,
  disabled_at            timestamptz
);

-- Secrets are kept as keyed hashes only. A client may have several, so that one can follow another.
CREATE TABLE client_secret (
  id             text PRIMARY KEY,
  client_id      text        NOT NULL REFERENCES client (id),
  pepper_version integer     NOT NULL,
  digest         bytea       NOT NULL,
  created_at     timestamptz NOT NULL,
  expires_at     timestamptz
);
CREATE INDEX client_secret_client ON client_secret (client_id);

CREATE TABLE api_key (
  id             text PRIMARY KEY,
  client_id      text        NOT NULL REFERENCES client (id),
  label          text        NOT NULL,
  pepper_version integer     NOT NULL,
  digest         bytea       NOT NULL,
  created_at     timestamptz NOT NULL,
  expires_at     timestamptz CHECK (expires_at < '3000-01-01'),
  revoked_at     timestamptz
);
CREATE INDEX api_key_client ON api_key (client_id);

-- The private half is sealed with the keyset from the environment, bound to its kid.
CREATE TABLE signing_key (
  kid            text PRIMARY KEY,
  algorithm      text        NOT NULL,
  state          text        NOT NULL CHECK (state IN ('PENDING', 'ACTIVE', 'RETIRING', 'REMOVED')),
  public_key     bytea       NOT NULL,
  sealed_private bytea       NOT NULL,
  created_at     timestamptz NOT NULL
);
CREATE UNIQUE INDEX signing_key_one_active ON signing_key (state) WHERE state = 'ACTIVE';
