package io.fairlead.server.sim;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantResponse;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.command.Requester;
import io.fairlead.server.node.Node;
import io.fairlead.server.sim.checker.BrokenPromise;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Clients that hold a lease with a key each, renew it through any member, and let it run out now and then. No lease may be gone
 * before its time counted from the last renewal that was answered, whoever leads meanwhile and whatever happens to the members;
 * when nobody renews any more, all are gone in the end.
 */
final class LeaseHolders {
    private static final ByteString PREFIX = ByteString.copyFromUtf8("h");
    private static final ByteString PREFIX_END = ByteString.copyFromUtf8("i");
    private static final long SECOND = 1_000_000_000L;
    private static final long TTL_SECONDS = 6;

    /** After which a client takes its call for lost. */
    private static final long PATIENCE_NANOS = 12 * SECOND;

    private final SimScheduler world;
    private final List<SimMember> members;
    private final Journal journal;
    private final SplittableRandom random;

    /** What a leader counts as the granted time, with the fastest clock of the plan. */
    private final long ttlNanosLeast;

    private boolean over;

    LeaseHolders(SimCluster cluster, long seed) {
        this.world = cluster.world();
        this.members = cluster.members();
        this.journal = cluster.journal();
        this.random = new SplittableRandom(seed);
        long million = 1_000_000;
        long fastest = million + cluster.plan().clocks().driftPerMillion();
        this.ttlNanosLeast = TTL_SECONDS * SECOND / fastest * million - 5 * million;
    }

    void begin(int holders) {
        for (int i = 0; i < holders; i++) {
            new Holder("h" + i).beginAnew();
        }
    }

    /** From now on nobody renews. */
    void end() {
        over = true;
    }

    /** Has every lease's key gone, as {@code node} has it? */
    static boolean allEnded(Node node) {
        RangeRequest request = RangeRequest.newBuilder()
                .setKey(PREFIX)
                .setRangeEnd(PREFIX_END)
                .setSerializable(true)
                .setCountOnly(true)
                .build();
        return node.range(request, Requester.NONE).getNow(null) instanceof Answer.Ok<RangeResponse> ok
                && ok.value().getCount() == 0;
    }

    /** Mostly one that takes itself for the leader, as only the leader is reached by the calls of others here. */
    private SimMember choose() {
        List<SimMember> leaders = members.stream().filter(LeaseHolders::leads).toList();
        List<SimMember> among = leaders.isEmpty() || random.nextInt(8) == 0 ? members : leaders;
        return among.get(random.nextInt(among.size()));
    }

    private static boolean leads(SimMember member) {
        Node node = member.node();
        return node != null && node.glance().leaderId() == member.id();
    }

    /** One client. */
    private final class Holder {
        private final String name;
        private long lease;

        /** In the world's time: the lease may not be gone before. */
        private long promisedNanos;

        Holder(String name) {
            this.name = name;
        }

        void beginAnew() {
            if (over) {
                return;
            }
            later(() -> {
                long sentNanos = world.nowNanos();
                LeaseGrantRequest request =
                        LeaseGrantRequest.newBuilder().setTTL(TTL_SECONDS).build();
                call(
                        node -> node.leases().grant(request, Requester.NONE),
                        granted -> granted(((LeaseGrantResponse) granted).getID(), sentNanos),
                        refused -> beginAnew());
            });
        }

        private void granted(long id, long sentNanos) {
            lease = id;
            promisedNanos = sentNanos + ttlNanosLeast;
            PutRequest request = PutRequest.newBuilder()
                    .setKey(ByteString.copyFromUtf8(name))
                    .setLease(id)
                    .build();
            Consumer<EtcdError> refused = error -> {
                checkGone(error);
                beginAnew();
            };
            this.<MessageLite>call(
                    node -> node.propose(CommandKind.PUT, request, Requester.NONE), put -> goOn(), refused);
        }

        private void goOn() {
            if (random.nextInt(12) == 0) {
                journal.note(name, "lets lease " + Long.toHexString(lease) + " run out");
                beginAnew();
            } else {
                later(this::renew);
            }
        }

        private void renew() {
            if (over) {
                return;
            }
            long sentNanos = world.nowNanos();
            call(
                    node -> node.leases().renew(lease),
                    seconds -> {
                        promisedNanos = Math.max(promisedNanos, sentNanos + ttlNanosLeast);
                        goOn();
                    },
                    error -> {
                        checkGone(error);
                        if (error == EtcdError.LEASE_NOT_FOUND) {
                            beginAnew();
                        } else {
                            goOn();
                        }
                    });
        }

        private void checkGone(EtcdError error) {
            if (error == EtcdError.LEASE_NOT_FOUND && world.nowNanos() < promisedNanos) {
                String broken = "lease " + Long.toHexString(lease) + " of " + name + " ended "
                        + (promisedNanos - world.nowNanos()) + " ns early";
                // Thrown from the world's own step: what a future's listener throws, nobody hears.
                world.in(0, () -> {
                    throw new BrokenPromise(broken);
                });
            }
        }

        private void later(Runnable action) {
            world.in(1_000_000L + random.nextLong(4 * SECOND), action);
        }

        /** One answer for each call, even where the member dies over it. */
        private <T> void call(
                Function<Node, CompletableFuture<Answer<T>>> start, Consumer<T> done, Consumer<EtcdError> refused) {
            SimMember member = choose();
            Node node = member.node();
            if (node == null) {
                refused.accept(EtcdError.TIMEOUT);
                return;
            }
            boolean[] settled = {false};
            Consumer<Answer<T>> once = answer -> {
                if (settled[0]) {
                    return;
                }
                settled[0] = true;
                if (answer instanceof Answer.Refused<T> no) {
                    journal.note(name, "refused: " + no.error());
                    refused.accept(no.error());
                } else {
                    done.accept(((Answer.Ok<T>) answer).value());
                }
            };
            world.in(PATIENCE_NANOS, () -> once.accept(Answer.refused(EtcdError.TIMEOUT)));
            member.run(() -> {
                var unused = start.apply(node).thenAccept(once);
            });
        }
    }
}
