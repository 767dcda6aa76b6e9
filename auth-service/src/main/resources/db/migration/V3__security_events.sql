-- The number of the last event. Who holds this row's lock writes the next one, so that numbers are
-- gapless and in the order of commits.
CREATE TABLE security_event_head (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  seq      bigint NOT NULL
);
INSERT INTO security_event_head (seq) VALUES (0);

CREATE TABLE security_event (
  seq          bigint PRIMARY KEY,
  kind         smallint    NOT NULL,
  subject_hash bytea       NOT NULL CHECK (octet_length(subject_hash) = 16),
  cutoff       timestamptz NOT NULL,
  expires_at   timestamptz NOT NULL,
  actor        text        NOT NULL,
  created_at   timestamptz NOT NULL
);
CREATE INDEX security_event_expiry ON security_event (expires_at);

-- Who is following, and how far. It may be lost: all come again within a second.
CREATE UNLOGGED TABLE verifier (
  id          uuid PRIMARY KEY,
  service     text        NOT NULL,
  applied_seq bigint      NOT NULL,
  live_until  timestamptz NOT NULL
);
