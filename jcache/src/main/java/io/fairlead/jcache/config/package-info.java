/**
 * Configuration as data: the URI of a manager, its properties, what a single cache says for itself, and what comes of the three.
 * May use {@code codec} and the configuration of {@code javax.cache}; touches no file and no network, and belongs to no thread.
 *
 * <p>Invariants: an option is known by one name wherever it stands; the nearer word wins (the cache's, then the manager's
 * properties, then the URI); what is not known is refused by name, since an option that is misspelt and ignored is a promise
 * broken in silence. No value of an option that may be a secret is in a message.
 */
@NullMarked
package io.fairlead.jcache.config;

import org.jspecify.annotations.NullMarked;
