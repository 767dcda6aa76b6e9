-- Whose order it is, so that what is left to be told of a customer can be told before they are
-- answered. Unknown of orders that an older version has placed: those are told by the rounds.
ALTER TABLE kill_order ADD COLUMN customer_id text;
CREATE INDEX kill_order_customer ON kill_order (customer_id);

-- Ended ones, too: they go when their customer is erased.
DROP INDEX session_of_customer;
CREATE INDEX session_of_customer ON session (customer, id);
