-- Kept under the opaque identifier: this service knows nobody by another name.
CREATE TABLE profile (
  customer_id text PRIMARY KEY,
  given_name  text        NOT NULL,
  family_name text        NOT NULL,
  email       text,
  phone       text,
  street      text,
  city        text,
  postal_code text,
  country     text,
  locale      text        NOT NULL,
  segments    text[]      NOT NULL,
  updated_at  timestamptz NOT NULL
);
