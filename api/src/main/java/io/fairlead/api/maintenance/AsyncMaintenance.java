package io.fairlead.api.maintenance;

import io.fairlead.api.Header;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * Care of single members without waiting: as {@link Maintenance}, but each call gives a future that fails with what the
 * blocking call would throw. Cancelling the future cancels the call.
 */
public interface AsyncMaintenance {
    /** As {@link Maintenance#status(String)}. */
    CompletableFuture<MemberStatus> status(String endpoint);

    /** As {@link Maintenance#hashKv(String, long)}. */
    CompletableFuture<KvHash> hashKv(String endpoint, long revision);

    /** As {@link Maintenance#health(String)}. */
    CompletableFuture<EndpointHealth> health(String endpoint);

    /** As {@link Maintenance#moveLeader(long)}. */
    CompletableFuture<Header> moveLeader(long targetMemberId);

    /** As {@link Maintenance#alarms()}. */
    CompletableFuture<AlarmList> alarms();

    /** As {@link Maintenance#disarm(Alarm)}. */
    CompletableFuture<AlarmList> disarm(Alarm alarm);

    /** As {@link Maintenance#defragment(String)}. */
    CompletableFuture<Header> defragment(String endpoint);

    /** As {@link Maintenance#snapshot(String, Path)}. */
    CompletableFuture<SavedSnapshot> snapshot(String endpoint, Path file);

    /** As {@link Maintenance#snapshot(String, OutputStream)}. After a cancellation one piece may still be written. */
    CompletableFuture<SavedSnapshot> snapshot(String endpoint, OutputStream target);
}
