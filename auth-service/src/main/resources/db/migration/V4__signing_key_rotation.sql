-- A key is published from the day it is made, signs from activates_at on, and stays published until
-- removes_at. One that signs no more has no private half: there is nothing left to steal.
ALTER TABLE signing_key
  ADD COLUMN activates_at timestamptz,
  ADD COLUMN activated_at timestamptz,
  ADD COLUMN retired_at   timestamptz,
  ADD COLUMN removes_at   timestamptz,
  ADD COLUMN removed_at   timestamptz,
  ALTER COLUMN sealed_private DROP NOT NULL;

-- Before rotation each installation had one key, and it was active at once.
UPDATE signing_key SET activates_at = created_at, activated_at = created_at;

ALTER TABLE signing_key
  ALTER COLUMN activates_at SET NOT NULL,
  ADD CONSTRAINT signing_key_private_while_of_use
    CHECK ((state IN ('PENDING', 'ACTIVE')) = (sealed_private IS NOT NULL)),
  ADD CONSTRAINT signing_key_retiring_has_an_end
    CHECK (state <> 'RETIRING' OR removes_at IS NOT NULL);

-- One successor at a time, so that it is never a question which key signs next.
CREATE UNIQUE INDEX signing_key_one_pending ON signing_key (state) WHERE state = 'PENDING';
