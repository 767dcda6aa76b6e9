-- One login of one customer. It lives until ended_at, idle_until or expires_at, whichever is first.
CREATE TABLE session (
  id           uuid PRIMARY KEY,
  customer     uuid        NOT NULL REFERENCES customer (id),
  channel      text        NOT NULL,
  mode         text        NOT NULL CHECK (mode IN ('TOKEN', 'COOKIE', 'REFRESHABLE')),
  started_at   timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  idle_until   timestamptz NOT NULL,
  expires_at   timestamptz NOT NULL,
  ended_at     timestamptz
);

CREATE INDEX session_of_customer ON session (customer, id) WHERE ended_at IS NULL;
CREATE INDEX session_over ON session (least(ended_at, idle_until, expires_at));

-- What auth-service is still to be told to kill: written with the change itself, so that none is
-- forgotten, whatever fails afterwards.
CREATE TABLE kill_order (
  seq       bigserial PRIMARY KEY,
  kind      text        NOT NULL CHECK (kind IN ('SESSION', 'CUSTOMER')),
  id        text        NOT NULL,
  placed_at timestamptz NOT NULL
);
