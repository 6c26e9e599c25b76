/**
 * A conformance suite for clients of etcd v3: {@link io.fairlead.testing.conformance.Conformance} drives a client through
 * scenarios against a {@linkplain io.fairlead.testing.fake fake etcd} that ends streams at every point of the exchange, cuts
 * connections, loses leaders and tokens, compacts history, answers half or not at all. The judge is the server's own view: no
 * event lost or doubled, no lease that its keeper let expire, no write made twice.
 *
 * <p>Any client takes part through {@link io.fairlead.testing.conformance.ClientUnderTest}. May touch the fake and JUnit, and
 * no client. Scenarios run on threads of their own; every wait has an end. Invariant: a scenario opens its own fake and its own
 * clients, and closes both. Source: docs/conformance.md, docs/adr/0025.
 */
@NullMarked
package io.fairlead.testing.conformance;

import org.jspecify.annotations.NullMarked;
