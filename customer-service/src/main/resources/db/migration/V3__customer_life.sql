-- A deleted customer keeps the row and the identifier, so that nobody else is ever given it; the
-- username and the password are gone, and whoever takes the username is another customer.
ALTER TABLE customer
  ALTER COLUMN username DROP NOT NULL,
  ALTER COLUMN password_hash DROP NOT NULL,
  -- To the minute: not every login writes it.
  ADD COLUMN last_login_at timestamptz,
  -- Counts the passwords that were chosen; a hash made anew of the same password is no new one.
  ADD COLUMN password_version integer NOT NULL DEFAULT 0,
  DROP CONSTRAINT customer_status_check,
  ADD CONSTRAINT customer_status_check CHECK (status IN ('ACTIVE', 'DISABLED', 'DELETED')),
  ADD CONSTRAINT customer_erased_check CHECK (
    CASE WHEN status = 'DELETED'
         THEN username IS NULL AND password_hash IS NULL AND last_login_at IS NULL
         ELSE username IS NOT NULL AND password_hash IS NOT NULL
    END);

-- Identifiers given to somebody who had not logged in yet, and who it turned out to be.
CREATE TABLE anonymous_customer (
  id          uuid PRIMARY KEY,
  customer    uuid        NOT NULL REFERENCES customer (id),
  linked_at   timestamptz NOT NULL
);
CREATE INDEX anonymous_customer_customer ON anonymous_customer (customer);

-- Profiles that must not be there: those of the deleted, and of customers who did not come to be.
CREATE TABLE profile_erasure (
  customer_id text PRIMARY KEY,
  due_at      timestamptz NOT NULL
);
CREATE INDEX profile_erasure_due ON profile_erasure (due_at);
