/**
 * The catalogue of etcd's errors: gRPC code and exact text of each, and the way back from a status to its constant.
 *
 * <p>Touches nothing. One table: the server answers from it, the client recognises by it. Source: recorded behaviour of
 * etcd 3.5 and its published list of errors.
 */
@NullMarked
package io.fairlead.api.error;

import org.jspecify.annotations.NullMarked;
