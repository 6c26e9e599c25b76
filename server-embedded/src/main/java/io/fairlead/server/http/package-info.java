/**
 * What a browser, a probe or a script sees over HTTP/1.1: health, readiness and version.
 *
 * <p>Pages are plain functions from a request to the promise of an answer; the port that carries them is in {@code rpc}.
 * Called on event loops, so a page never blocks. Source: the answers of etcd 3.5, recorded with curl.
 */
@NullMarked
package io.fairlead.server.http;

import org.jspecify.annotations.NullMarked;
