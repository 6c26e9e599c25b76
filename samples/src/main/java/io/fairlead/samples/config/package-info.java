/**
 * Configuration that an application follows while it runs: a read, and a watch from there on, through a change of leader.
 *
 * <p>May touch: the client and its contracts. Loops: the main thread; the watch's lane. Invariant: it works against any etcd v3
 * endpoint.
 */
@NullMarked
package io.fairlead.samples.config;

import org.jspecify.annotations.NullMarked;
