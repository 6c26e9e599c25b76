package io.fairlead.testing.fake;

import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What the members of one fake share. On its loop. */
final class Cluster {
    static final long CLUSTER_ID = 7;
    private static final long RAFT_TERM = 2;

    final FakeStore store = new FakeStore();
    final LeaseLedger leases;
    final Logins logins = new Logins();
    final Scripts scripts = new Scripts();
    final List<FakeMember> members = new ArrayList<>();
    final List<Received> journal = new ArrayList<>();

    /** What the next watches are refused with. */
    final Queue<EtcdError> watchRefusals = new ArrayDeque<>();

    /** Events a message has at most for a watcher that takes fragments; 0 for no limit. */
    int fragmentEvents;

    /** History goes out in one message, as etcd sends it, rather than in one for each revision. */
    boolean historyInOneMessage;

    /** The header of Created is so many revisions ahead of where the watcher begins. */
    int createdAhead;

    private long streams;
    private final List<Waiting> waiting = new ArrayList<>();

    /** Somebody outside waits for something to become true. */
    private record Waiting(BooleanSupplier condition, Runnable then) {}

    /** Runs something on the loop after a while. */
    interface Timer {
        void after(long delay, TimeUnit unit, Runnable work);
    }

    Cluster(Timer timer) {
        this.leases = new LeaseLedger(this, timer);
    }

    long nextStream() {
        return streams++;
    }

    ResponseHeader header(FakeMember member) {
        return ResponseHeader.newBuilder()
                .setClusterId(CLUSTER_ID)
                .setMemberId(member.id())
                .setRevision(store.revision())
                .setRaftTerm(RAFT_TERM)
                .build();
    }

    /** The first member that runs and has a leader leads. */
    long leaderId() {
        return members.stream()
                .filter(member -> !member.leaderless && member.runs())
                .findFirst()
                .map(FakeMember::id)
                .orElse(0L);
    }

    /** The store has changed: watchers hear of it. */
    void changed() {
        members.forEach(FakeMember::feed);
        settled();
    }

    void when(BooleanSupplier condition, Runnable then) {
        waiting.add(new Waiting(condition, then));
        settled();
    }

    void settled() {
        for (Waiting one : List.copyOf(waiting)) {
            if (one.condition().getAsBoolean()) {
                waiting.remove(one);
                one.then().run();
            }
        }
    }

    Optional<FakeMember> member(long id) {
        return members.stream().filter(member -> member.id() == id).findFirst();
    }
}
