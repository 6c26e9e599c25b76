/**
 * Configuration as data: the URI of a manager, its properties, what a single cache says for itself, and what comes of the three.
 * May use {@code codec} and the configuration of {@code javax.cache}; touches no file and no network, and belongs to no thread.
 *
 * <p>Invariants: an option is known by one name wherever it stands; the nearer word wins (the cache's, then the manager's
 * properties, then the URI); what is not known is refused by name, since an option that is misspelt and ignored is a promise
 * broken in silence. No value of an option that may be a secret is in a message.
 *
 * <p>The options, as they stand in the query of a URI; {@code fairlead.jcache.} before the name makes a property of a manager:
 *
 * <ul>
 *   <li>{@code near=linearizable|session|bounded:100ms}, {@code near-max-entries=10000}: how fresh reads are, and how many entries
 *       a copy in this process may have
 *   <li>{@code on-close=keep|destroy}: what becomes of a cache in the cluster when it is closed
 *   <li>{@code allow=com.example.Cart,com.example.shop.*}: what Java serialization may read and write beside the types of keys
 *       and values
 *   <li>{@code invoke=optimistic|exclusive}, {@code atomic-bulk=best-effort|required}, {@code access-expiry=relaxed|strict}: how
 *       entry processors run, what becomes of bulk writes too big for one revision, how exactly reads move deadlines
 *   <li>{@code deadline=5s}: time for each call to the cluster
 *   <li>{@code user}, {@code password-file}: who logs in
 *   <li>{@code tls-ca} (a file in PEM, or {@code system} for the authorities that the JVM trusts), {@code tls-cert}, {@code
 *       tls-key}: whom to trust, and what to show of oneself
 *   <li>{@code data}: where an embedded member keeps its data
 * </ul>
 */
@NullMarked
package io.fairlead.jcache.config;

import org.jspecify.annotations.NullMarked;
