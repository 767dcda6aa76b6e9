-- Whether a client may sign its requests in place of presenting an access token.
ALTER TABLE client ADD COLUMN signs_requests boolean NOT NULL DEFAULT false;

-- Keys by which clients sign. A verifier needs the secret itself, so it is sealed with the keyset
-- from the environment, bound to the key's id. While one secret follows another both verify.
CREATE TABLE hmac_key (
  id                  text PRIMARY KEY,
  client_id           text        NOT NULL REFERENCES client (id),
  label               text        NOT NULL,
  sealed_secret       bytea       NOT NULL,
  secret_created_at   timestamptz NOT NULL,
  sealed_previous     bytea,
  previous_created_at timestamptz,
  previous_ends_at    timestamptz,
  created_at          timestamptz NOT NULL,
  expires_at          timestamptz CHECK (expires_at < '3000-01-01'),
  revoked_at          timestamptz,
  CONSTRAINT hmac_key_previous_has_an_end
    CHECK ((sealed_previous IS NULL) = (previous_ends_at IS NULL)
       AND (sealed_previous IS NULL) = (previous_created_at IS NULL))
);
CREATE INDEX hmac_key_client ON hmac_key (client_id);
