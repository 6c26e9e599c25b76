/**
 * Values that every contract uses: bytes, key ranges, key-values, response headers and the exception family.
 *
 * <p>Touches nothing: no network, no disk, no clock, no thread. Every type here is immutable and safe to share between
 * threads. Source: the data model of etcd v3.
 */
@NullMarked
package io.fairlead.api;

import org.jspecify.annotations.NullMarked;
