package io.fairlead.client.call;

import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.client.endpoint.Endpoint;
import io.fairlead.client.endpoint.EndpointEvents;
import io.fairlead.client.endpoint.Endpoints;
import io.fairlead.client.endpoint.LeaderView;
import io.fairlead.client.endpoint.SourceLookup;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What a client does beside the calls of its user: learns from each answer who answered in which term, finds the leader,
 * looks whether an ejected endpoint is back, refreshes the list of members, and keeps connections warm.
 *
 * <p>Nothing of it begins before the first answer or failure of a call, and nothing holds up a call.
 */
public final class Upkeep implements EndpointEvents {
    /**
     * What surrounds it.
     *
     * @param members false if the members' own addresses are not asked for
     * @param deadline of the client's calls: one background call gets at most half of it, and at most a second
     */
    public record Setting(
            Endpoints endpoints,
            LeaderView leader,
            SourceLookup source,
            ScheduledExecutorService timer,
            Executor executor,
            TokenSource tokens,
            boolean members,
            Duration deadline) {}

    /** Does nothing; for streams and calls that are tested alone. */
    public static final Upkeep NONE = new Upkeep(null);

    private static final Duration TIMEOUT_MAX = Duration.ofSeconds(1);

    /** After the first answer, so that a client that lives for one call makes one call. */
    private static final Duration FIRST_REFRESH = Duration.ofMillis(250);

    private static final Duration REFRESH_EVERY = Duration.ofSeconds(60);

    private final @Nullable Work work;
    private final AtomicBoolean started = new AtomicBoolean();

    /** The parts, if there is anything to do. */
    private record Work(Setting setting, Glance glance, LeaderSearch search, MemberRefresh members) {}

    private Upkeep(@Nullable Work work) {
        this.work = work;
    }

    /** The upkeep of one client. Must be told of events of its endpoints. */
    public static Upkeep of(Setting setting) {
        Duration half = setting.deadline().dividedBy(2);
        Duration timeout = half.compareTo(TIMEOUT_MAX) < 0 ? half : TIMEOUT_MAX;
        Glance glance = new Glance(setting.leader(), setting.tokens(), timeout);
        return new Upkeep(new Work(
                setting,
                glance,
                new LeaderSearch(setting.endpoints(), setting.leader(), glance, setting.endpoints()::nanoTime),
                new MemberRefresh(
                        setting.endpoints(), glance, setting.tokens(), timeout, setting.endpoints()::nanoTime)));
    }

    /** A member answered: notes what the header says, and asks who leads if that is out of date. */
    void answered(Object message, Endpoint from) {
        Work parts = work;
        ResponseHeader header = parts == null ? null : ResponseHeaders.of(message);
        if (parts == null || header == null) {
            return;
        }
        if (parts.setting().leader().answered(header.getMemberId(), header.getRaftTerm(), from)) {
            parts.search().want(Optional.of(from));
        }
        if (!started.get() && started.compareAndSet(false, true)) {
            start(parts);
        }
    }

    private void start(Work parts) {
        later(this::tick, FIRST_REFRESH.toNanos());
        if (parts.setting().endpoints().all().size() > 1) {
            parts.setting().endpoints().warm();
        }
    }

    private void tick() {
        Work parts = work;
        if (parts == null) {
            return;
        }
        if (parts.setting().members()) {
            parts.members().now();
        }
        parts.setting().endpoints().warm();
        later(this::tick, REFRESH_EVERY.toNanos());
    }

    /** A call would like to know who leads. */
    void leaderWanted() {
        if (work != null) {
            work.search().want(Optional.empty());
        }
    }

    /** A stream there broke: if that was the leader, it may not be any more. */
    void leaderFailed(Endpoint there) {
        if (work != null) {
            work.setting().leader().doubt(there);
        }
    }

    /** Asks the source where the endpoints are. */
    CompletableFuture<Void> locate() {
        return work == null
                ? CompletableFuture.completedFuture(null)
                : work.setting().source().ask();
    }

    String sourceName() {
        return work == null ? "" : work.setting().source().toString();
    }

    /** What is worth knowing about the list of endpoints. */
    public List<String> notes() {
        String note = work == null ? "" : work.members().note();
        return note.isEmpty() ? List.of() : List.of(note);
    }

    @Override
    public void wanted() {
        CompletableFuture<Void> unused = locate();
    }

    @Override
    public void down(Endpoint endpoint, String why) {
        Work parts = work;
        if (parts == null) {
            return;
        }
        lookElsewhere(parts);
        later(() -> probe(endpoint), endpoint.probeInNanos());
    }

    /** The member of an endpoint that is down may be somewhere else by now. */
    private void lookElsewhere(Work parts) {
        parts.setting().source().askAgain();
        if (parts.setting().members() && started.get()) {
            later(parts.members()::soon, 0);
        }
    }

    @Override
    public void listChanged(List<Endpoint> endpoints) {
        if (work != null && started.get()) {
            work.setting().endpoints().warm();
        }
    }

    /** Looks whether the endpoint is back, until it is or nobody wants it any more. */
    private void probe(Endpoint endpoint) {
        Work parts = work;
        if (parts == null
                || !endpoint.isEjected()
                || !parts.setting().endpoints().withReserve().contains(endpoint)) {
            return;
        }
        if (endpoint.mayProbe()) {
            parts.glance().at(endpoint, serves -> probeAgain(endpoint));
        } else {
            probeAgain(endpoint);
        }
    }

    private void probeAgain(Endpoint endpoint) {
        Work parts = work;
        if (parts != null && endpoint.isEjected()) {
            lookElsewhere(parts);
            later(() -> probe(endpoint), Math.max(TimeUnit.MILLISECONDS.toNanos(50), endpoint.probeInNanos()));
        }
    }

    private void later(Runnable task, long nanos) {
        Work parts = work;
        if (parts == null) {
            return;
        }
        try {
            var unused = parts.setting()
                    .timer()
                    .schedule(() -> parts.setting().executor().execute(task), nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            // Nothing needs care any more.
            return;
        }
    }
}
