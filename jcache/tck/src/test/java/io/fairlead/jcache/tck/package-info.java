/**
 * What the TCK of JSR 107 needs around it: members that keep its caches, and a count of the tests that have run. The tests
 * themselves come in the TCK's jar; nothing of them is copied here, for its licence allows no more than to run them.
 *
 * <p>The TCK listens on fixed ports of loopback: two runs on one host disturb each other.
 */
@NullMarked
package io.fairlead.jcache.tck;

import org.jspecify.annotations.NullMarked;
