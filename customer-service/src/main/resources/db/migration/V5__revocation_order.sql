-- One name for one thing: what these orders ask of auth-service is a revocation (RFC 7009).
ALTER TABLE kill_order RENAME TO revocation_order;
ALTER INDEX kill_order_pkey RENAME TO revocation_order_pkey;
ALTER INDEX kill_order_customer RENAME TO revocation_order_customer;
ALTER SEQUENCE kill_order_seq_seq RENAME TO revocation_order_seq_seq;
ALTER TABLE revocation_order RENAME CONSTRAINT kill_order_kind_check TO revocation_order_kind_check;

-- During a rolling update replicas of the version before still read and write the old name.
CREATE VIEW kill_order AS SELECT * FROM revocation_order;

-- Both outboxes number their rows; replicas of the version before leave the number to the default.
ALTER TABLE profile_erasure ADD COLUMN seq bigserial;
CREATE UNIQUE INDEX profile_erasure_seq ON profile_erasure (seq);
