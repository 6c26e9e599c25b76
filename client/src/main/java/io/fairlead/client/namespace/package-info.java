/**
 * A part of the store as a store of its own: the keys with one prefix, seen without it.
 *
 * <p>Written on the contracts of {@code api}, whoever fulfils them; of the client it touches {@code client.call} for futures
 * whose cancellation reaches what they wait for. No state of its own; runs on the threads of what it wraps. Invariants: nothing
 * goes out whose key lacks the prefix, no range reaches beyond it, and nothing comes in with it; what a call answers is what it
 * would answer in a store that holds these keys alone, but for revisions, which count all changes of the store. Source: the
 * namespaces of etcd's own client.
 */
@NullMarked
package io.fairlead.client.namespace;

import org.jspecify.annotations.NullMarked;
