/**
 * The accounts of customers: usernames, statuses, passwords and the table that holds them.
 *
 * <p>A login and the administration read and change accounts through {@link
 * dev.postern.customer.account.CustomerTable} only; other tables refer to it by joins. {@link
 * dev.postern.customer.account.Username} brings a username to its canonical form, {@link
 * dev.postern.customer.account.NewPasswords} checks and hashes new passwords, and {@link
 * dev.postern.customer.account.LoginCompletion} is the last step of a login.
 *
 * <p>One rule for persistence: Panache entities for records that operators edit, SQL for every
 * table whose statements lock rows or compare before they write; every table of this service is of
 * the second kind.
 */
@NullMarked
package dev.postern.customer.account;

import org.jspecify.annotations.NullMarked;
