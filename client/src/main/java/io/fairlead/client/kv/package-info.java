/**
 * The contract for keys and values, over gRPC: thin, it builds requests, names their effect and target, and reads answers.
 * Scans are the exception: they are many reads, made through the contract, so that every view of the contract can scan.
 *
 * <p>May touch {@code api} and {@code client.call} with the endpoints below it. No state of its own but that of a scan, which
 * belongs to whoever reads it; runs on the caller's thread and the client's executor. Invariant: all pages of a scan are of
 * one revision, and at most one is read ahead. Source: {@code api.kv}.
 */
@NullMarked
package io.fairlead.client.kv;

import org.jspecify.annotations.NullMarked;
