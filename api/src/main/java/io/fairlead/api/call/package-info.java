/**
 * What a user can ask of calls and see of them: routing, options, interceptors, metrics, listeners, and the state of a client.
 *
 * <p>Touches {@code api} alone; no type of a third party. Values are immutable; what users implement is called on threads of
 * the client, as each interface says. Source: what users of the neighbours' clients could not see or steer.
 */
@NullMarked
package io.fairlead.api.call;

import org.jspecify.annotations.NullMarked;
