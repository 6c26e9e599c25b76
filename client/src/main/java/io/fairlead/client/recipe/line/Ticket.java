package io.fairlead.client.recipe.line;

import io.fairlead.api.Bytes;

/**
 * What one contender brings.
 *
 * @param key its key: nobody else's, and not used before unless it is certain that nothing of that is still on its way
 * @param value what the key says
 * @param lease the lease of its session
 * @param rule whose turn it is
 * @param atOnce go away if it is not our turn at once
 */
record Ticket(Bytes key, Bytes value, long lease, Rule rule, boolean atOnce) {}
