-- A crash of the database must not forget who is following: whoever came back first would count as all.
ALTER TABLE verifier SET LOGGED;

-- Refresh tokens are kept as long as their family, so that a theft is noticed however late.
DROP INDEX refresh_token_expiry;
