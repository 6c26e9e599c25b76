/**
 * Whether what several JVMs saw of the same caches, while members were killed, can be true: programs that use a cache and
 * write down what they saw, and a checker of linearizability. Times are those of {@link System#nanoTime}, which on Linux is one
 * clock for all processes of a machine.
 */
@NullMarked
package io.fairlead.jcache.history;

import org.jspecify.annotations.NullMarked;
