/**
 * From the expiry policies of JSR 107 to deadlines. Pure but for the policy, which is the user's; it touches {@code store} for
 * what a deadline is, and runs on the caller's thread.
 *
 * <p>Invariants: a policy is asked once for each question put here; one that throws changes no deadline and makes no entry
 * expire.
 */
@NullMarked
package io.fairlead.jcache.expiry;

import org.jspecify.annotations.NullMarked;
