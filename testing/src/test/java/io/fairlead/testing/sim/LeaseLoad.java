package io.fairlead.testing.sim;

import com.google.protobuf.ByteString;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.lease.KeptLease;
import io.fairlead.api.lease.LeaseState;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseGrpc;
import io.fairlead.api.pb.etcdserverpb.LeaseKeepAliveRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseKeepAliveResponse;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.server.sim.ClientSide;
import io.fairlead.server.sim.checker.BrokenPromise;
import io.fairlead.server.sim.checker.History;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Leases that the library keeps alive, with a few keys each; let go, revoked, or kept to the end. What its members answered is read
 * off the wire: no lease of which the library says that it lives may end, and none may be promised for longer than they said.
 */
final class LeaseLoad implements Tap {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;

    private final String name;
    private final ClientSide side;
    private final RandomGenerator random;

    /** Of the lease that is held now; null while there is none. */
    private @Nullable KeptLease lease;

    /** When renewals were sent that have no answer, by lease. */
    private final Map<Long, Queue<Long>> asked = new HashMap<>();

    /** When the newest request went out that a member could answer with time for a lease. */
    private long askedNanos;

    /** The members' word for the lease that is held now: it lives until then, by a clock that is neither slow nor fast. */
    private long promisedNanos;

    private int keysToPut;
    private long checks;
    private boolean over;

    LeaseLoad(String name, ClientSide side) {
        this.name = name;
        this.side = side;
        this.random = side.random();
    }

    /** Grants a lease, holds it for a while, and begins anew. */
    void begin(Library library) {
        side.in(MILLI + random.nextLong(SECOND), () -> {
            if (over) {
                return;
            }
            long ttlSeconds = random.nextLong(2, 6);
            long sentNanos = side.nowNanos();
            CompletableFuture<KeptLease> granting =
                    library.client().leases().async().keep(Duration.ofSeconds(ttlSeconds));
            library.when(granting, (granted, thrown) -> {
                if (granted == null) {
                    var unused = Library.expected(thrown);
                    begin(library);
                } else {
                    hold(library, granted, sentNanos);
                }
            });
        });
    }

    private void hold(Library library, KeptLease granted, long sentNanos) {
        side.note(name, "has lease " + Long.toHexString(granted.id()));
        lease = granted;
        // Members may grant more than was asked for.
        long ttlSeconds = granted.ttl().toSeconds();
        promisedNanos = askedNanos + ttlSeconds * SECOND;
        side.leasePromises().granted(granted.id(), sentNanos, side.leaseNanosLeast(ttlSeconds));
        library.when(granted.ended(), (change, thrown) -> {
            side.note(name, "hears of the end: " + change);
            if (change != null && change.state() == LeaseState.EXPIRED) {
                lease = null;
                begin(library);
            }
        });
        keysToPut = 1 + random.nextInt(3);
        putNext(library, granted);
        look(granted);
        side.in(random.nextLong(12 * SECOND), () -> letGo(library, granted));
        if (over) {
            end();
        }
    }

    private void putNext(Library library, KeptLease held) {
        if (keysToPut == 0 || over || lease != held) {
            return;
        }
        keysToPut--;
        ByteString key = side.leasedKey(name + "-" + keysToPut);
        PutRequest put = PutRequest.newBuilder()
                .setKey(key)
                .setValue(side.draw().value())
                .setLease(held.id())
                .build();
        library.ask(History.Kind.PUT, put, call -> {
            if (call.error() == EtcdError.LEASE_NOT_FOUND) {
                side.leasePromises().saidToBeGone(held.id(), side.nowNanos());
            } else {
                putNext(library, held);
            }
        });
    }

    private void letGo(Library library, KeptLease held) {
        if (lease != held || over) {
            return;
        }
        lease = null;
        if (random.nextBoolean()) {
            held.close();
            begin(library);
            return;
        }
        side.leasePromises().revocationAsked(held.id(), side.nowNanos());
        library.when(held.revokeAsync(), (done, thrown) -> {
            if (thrown == null) {
                side.leasePromises().revocationAnswered(held.id(), side.nowNanos());
            } else {
                var unused = Library.expected(thrown);
            }
            begin(library);
        });
    }

    /** The library never promises more than it was promised. */
    private void look(KeptLease held) {
        side.in(random.nextLong(SECOND), () -> {
            if (lease == held) {
                long claimed = held.validFor().toNanos();
                if (claimed > Math.max(0, promisedNanos - side.nowNanos())) {
                    throw new BrokenPromise(name + " is told that its lease is good for " + claimed
                            + " ns, and the members said " + (promisedNanos - side.nowNanos()));
                }
                checks++;
                look(held);
            }
        });
    }

    void end() {
        over = true;
        if (lease != null) {
            lease.close();
        }
    }

    void count() {
        side.tally().checked("leases of the client library looked at", checks);
    }

    // What goes over the wire.

    @Override
    public void sent(MethodDescriptor<?, ?> method, Object message) {
        if (message instanceof LeaseGrantRequest) {
            askedNanos = side.nowNanos();
        } else if (message instanceof LeaseKeepAliveRequest request && isHeld(request.getID())) {
            askedNanos = side.nowNanos();
            asked.computeIfAbsent(request.getID(), id -> new ArrayDeque<>()).add(side.nowNanos());
        }
    }

    @Override
    public void heard(MethodDescriptor<?, ?> method, Object message) {
        if (!method.getFullMethodName()
                .equals(LeaseGrpc.getLeaseKeepAliveMethod().getFullMethodName())) {
            return;
        }
        LeaseKeepAliveResponse response = (LeaseKeepAliveResponse) message;
        Queue<Long> sent = asked.get(response.getID());
        if (sent == null || sent.isEmpty()) {
            return;
        }
        // Answers keep the order of requests; one that a broken stream swallowed was asked earlier still, which is no
        // more than true.
        long sentNanos = sent.remove();
        if (response.getTTL() > 0) {
            side.leasePromises().renewed(response.getID(), sentNanos);
            promisedNanos = isHeld(response.getID()) ? askedNanos + response.getTTL() * SECOND : promisedNanos;
        } else {
            side.leasePromises().saidToBeGone(response.getID(), side.nowNanos());
        }
    }

    private boolean isHeld(long id) {
        return lease != null && lease.id() == id;
    }
}
