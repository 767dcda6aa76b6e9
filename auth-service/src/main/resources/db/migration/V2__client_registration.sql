-- A client with public keys proves itself by signing (private_key_jwt) and has no secret.
ALTER TABLE client
  ADD COLUMN grant_types text[] NOT NULL DEFAULT '{client_credentials}',
  ADD COLUMN jwks        text;

-- Assertions that clients have proven themselves with, so that none counts twice.
-- The id is SHA-256 over the client's id, a zero octet, and the assertion's jti.
CREATE TABLE client_assertion (
  id         bytea PRIMARY KEY,
  expires_at timestamptz NOT NULL
);
CREATE INDEX client_assertion_expires_at ON client_assertion (expires_at);
