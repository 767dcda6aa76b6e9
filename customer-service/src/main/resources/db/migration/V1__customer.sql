CREATE TABLE customer (
  id            uuid PRIMARY KEY,
  -- As handed out, kept so that it stays the same whatever becomes of the keys it was made with.
  customer_id   text        NOT NULL UNIQUE,
  -- In canonical form.
  username      text        NOT NULL UNIQUE,
  -- A PHC string.
  password_hash text        NOT NULL,
  status        text        NOT NULL CHECK (status IN ('ACTIVE', 'DISABLED')),
  created_at    timestamptz NOT NULL
);
