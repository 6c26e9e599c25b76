/**
 * Random operations on the keyspace, compared field by field with a model that says as simply as it can what etcd does.
 *
 * <p>A {@link io.fairlead.server.model.Generator} draws a list of {@link io.fairlead.server.model.Step steps} from a seed, a
 * {@link io.fairlead.server.model.Trial} carries it out on the {@link io.fairlead.server.model.Reference} and on a {@link
 * io.fairlead.server.model.Subject}, and where they differ a {@link io.fairlead.server.model.Shrinker} looks for the smallest
 * list that still differs; what it prints can be replayed from a text file. Steps name revisions relative to the current or
 * the compacted one ({@link io.fairlead.server.model.Revisions}), so that a list keeps its meaning while it shrinks.
 *
 * <p>The reference shares no code with what it judges but the generated wire and the catalogue of errors, and is itself held
 * to the answers of a real etcd. Why not a library: ADR 18.
 */
@NullMarked
package io.fairlead.server.model;

import org.jspecify.annotations.NullMarked;
