/**
 * What customer-service has to do with profiles: reading those that operators send, and having
 * profile-service keep or erase them.
 */
@NullMarked
package dev.postern.customer.profile;

import org.jspecify.annotations.NullMarked;
