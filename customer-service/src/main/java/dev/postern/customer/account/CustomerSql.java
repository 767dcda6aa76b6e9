package dev.postern.customer.account;

/** The texts of {@link CustomerTable}'s statements. */
final class CustomerSql {

  /** In the order of {@code CustomerTable.customer}. */
  static final String SELECT_CUSTOMER =
      """
      SELECT id, customer_id, username, password_hash, password_version, status FROM customer
      """;

  /** In the order of {@code CustomerTable.customerRecord}. */
  static final String SELECT_RECORD =
      "SELECT id, customer_id, username, status, created_at, last_login_at FROM customer ";

  static final String SELECT_LINKED =
      SELECT_RECORD
          + "WHERE id = (SELECT customer FROM anonymous_customer WHERE anonymous_customer.id = $1)";

  static final String INSERT =
      """
      INSERT INTO customer (id, customer_id, username, password_hash, status, created_at)
      SELECT id, customer_id, username, password_hash, status, $6
        FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[])
          AS line (id, customer_id, username, password_hash, status)
      ON CONFLICT (username) DO NOTHING
      RETURNING customer_id
      """;

  static final String SET_STATUS = "UPDATE customer SET status = $2 WHERE id = $1";

  static final String ERASE =
      """
      UPDATE customer
         SET status = 'DELETED', username = NULL, password_hash = NULL, last_login_at = NULL,
             password_version = password_version + 1
       WHERE id = $1
      """;

  /** Writes at most once a minute, so that not every login updates the row. */
  static final String NOTE_LOGIN =
      """
      WITH still AS (
        SELECT id, last_login_at FROM customer
         WHERE id = $1 AND status = 'ACTIVE' AND password_version = $2
      ), noted AS (
        UPDATE customer SET last_login_at = $3::timestamptz
          FROM still
         WHERE customer.id = still.id AND customer.status = 'ACTIVE'
           AND (still.last_login_at IS NULL OR still.last_login_at < $3::timestamptz - interval '1 minute')
      )
      SELECT 1 FROM still
      """;

  static final String LOCK_ACTIVE =
      "SELECT 1 FROM customer WHERE id = $1 AND status = 'ACTIVE' FOR NO KEY UPDATE";

  /** Compares the hash, since the row may hold another password by now, or none. */
  static final String UPGRADE_HASH =
      "UPDATE customer SET password_hash = $3 WHERE id = $1 AND password_hash = $2";

  static final String RESET_PASSWORD =
      """
      UPDATE customer
         SET password_hash = $2, password_version = password_version + 1
       WHERE id = $1 AND status <> 'DELETED'
      """;

  static final String REPLACE_PASSWORD = RESET_PASSWORD + " AND password_version = $3";

  /**
   * Reads about a thousand pages, some twenty thousand customers. Of a larger table it reads one
   * page in two, four, eight and so on. The sample is the same each time and for every replica, so
   * that no username's decoy changes by chance.
   */
  static final String COUNT_HASH_KINDS =
      """
      SELECT CASE WHEN password_hash LIKE '$2%' THEN left(password_hash, 7)
                  ELSE left(password_hash, -1 - length(split_part(password_hash, '$', -2)) - rest)
              END AS start, rest, count(*) AS accounts
        FROM customer TABLESAMPLE SYSTEM (
               100 / 2 ^ ceil(log(2, greatest(1, pg_relation_size('customer') / (1024 * 8192.0)))))
             REPEATABLE (1),
             length(split_part(password_hash, '$', -1)) AS rest
       WHERE password_hash LIKE '$%$%$%'
       GROUP BY start, rest
       ORDER BY accounts DESC
       LIMIT $1
      """;

  private CustomerSql() {}
}
