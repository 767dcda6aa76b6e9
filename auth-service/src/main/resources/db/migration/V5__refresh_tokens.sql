-- A login, or a client's grant, that is carried on by refresh tokens. Its id is the tokens' sid.
CREATE TABLE refresh_family (
  id         uuid PRIMARY KEY,
  client_id  text        NOT NULL REFERENCES client (id),
  subject    text        NOT NULL,
  scopes     text[]      NOT NULL,
  channel    text,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz
);
CREATE INDEX refresh_family_subject ON refresh_family (subject);
CREATE INDEX refresh_family_client ON refresh_family (client_id);
CREATE INDEX refresh_family_expiry ON refresh_family (expires_at);
CREATE INDEX refresh_family_revoked ON refresh_family (revoked_at) WHERE revoked_at IS NOT NULL;

-- The answer to a used token is kept for a moment, sealed with a key that only the token gives.
CREATE TABLE refresh_token (
  id             text PRIMARY KEY,
  family_id      uuid        NOT NULL REFERENCES refresh_family (id) ON DELETE CASCADE,
  predecessor_id text,
  pepper_version integer     NOT NULL,
  digest         bytea       NOT NULL,
  created_at     timestamptz NOT NULL,
  expires_at     timestamptz NOT NULL,
  used_at        timestamptz,
  grace_until    timestamptz,
  sealed_answer  bytea
);
CREATE INDEX refresh_token_family ON refresh_token (family_id);
CREATE INDEX refresh_token_expiry ON refresh_token (expires_at);
CREATE INDEX refresh_token_sealed ON refresh_token (grace_until) WHERE sealed_answer IS NOT NULL;
