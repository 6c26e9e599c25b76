/**
 * The registry of a service: its instances as keys that hang on sessions, and views of them that follow every change.
 *
 * <p>May touch the contracts of {@code api}, and {@code client.call} for its lane and for waiting; gson; no wire. A registration
 * lives on a lane of its own over the client's executor; its receivers on another, so that they may block. A view lives where
 * its watch delivers. Invariants: an instance is registered under the session of now or not at all; one write of it is under
 * way at a time, so an older value never follows a newer one; a closed registration leaves no key behind but one that goes with
 * its session. Source: the naming of etcd's Go client for keys and values; ADR 21.
 */
@NullMarked
package io.fairlead.client.recipe.registry;

import org.jspecify.annotations.NullMarked;
