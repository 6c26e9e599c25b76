package io.fairlead.testing.sim;

import com.google.protobuf.ByteString;
import io.fairlead.api.concurrency.HoldLostException;
import io.fairlead.api.concurrency.LockHold;
import io.fairlead.api.concurrency.Session;
import io.fairlead.api.pb.etcdserverpb.Compare;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.server.sim.ClientSide;
import io.fairlead.server.sim.checker.History;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The library's lock, in one line with those who use the members' lock service: stands in line, writes under guard, leaves. */
final class LockLoad {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;

    private final Library library;
    private final ClientSide side;
    private final RandomGenerator random;
    private @Nullable Session session;
    private int writesLeft;
    private long acquired;
    private boolean over;

    LockLoad(Library library, ClientSide side) {
        this.library = library;
        this.side = side;
        this.random = side.random();
    }

    void begin() {
        side.in(MILLI + random.nextLong(2 * SECOND), () -> {
            if (over) {
                return;
            }
            Duration ttl = Duration.ofSeconds(random.nextLong(2, 6));
            library.when(library.client().recipes().openSessionAsync(ttl), (opened, thrown) -> {
                if (opened == null) {
                    var unused = Library.expected(thrown);
                    begin();
                } else {
                    stand(opened);
                }
            });
        });
    }

    private void stand(Session opened) {
        session = opened;
        if (over) {
            end();
            return;
        }
        CompletableFuture<LockHold> standing =
                library.client().recipes().lock(opened, side.lockName()).acquireAsync();
        library.when(standing, (hold, thrown) -> {
            if (hold != null) {
                acquired++;
                side.note(library.name(), "holds the lock by " + hold.key() + " " + hold.fencingToken());
                writesLeft = random.nextInt(4);
                look(hold);
            } else if (thrown instanceof HoldLostException) {
                leave(opened);
            } else {
                var unused = Library.expected(thrown);
                leave(opened);
            }
        });
    }

    /** A key that is still there was at the head when the lock was taken, and is so now. */
    private void look(LockHold hold) {
        ByteString key = Answers.bytes(hold.key());
        RangeRequest request = RangeRequest.newBuilder().setKey(key).build();
        library.ask(History.Kind.READ, request, call -> {
            if (call.isAnswered()) {
                RangeResponse found = (RangeResponse) call.response();
                if (found.getKvsCount() == 1 && found.getKvs(0).getCreateRevision() == hold.fencingToken()) {
                    side.lockPromises().held(key, call.revision());
                }
            }
            write(hold);
        });
    }

    private void write(LockHold hold) {
        if (over || writesLeft-- <= 0) {
            leave(hold);
            return;
        }
        side.in(MILLI + random.nextLong(3 * SECOND), () -> {
            ByteString key = Answers.bytes(hold.key());
            TxnRequest request = TxnRequest.newBuilder()
                    .addCompare(Compare.newBuilder()
                            .setKey(key)
                            .setTarget(Compare.CompareTarget.CREATE)
                            .setResult(Compare.CompareResult.EQUAL)
                            .setCreateRevision(hold.fencingToken()))
                    .addSuccess(RequestOp.newBuilder()
                            .setRequestPut(PutRequest.newBuilder()
                                    .setKey(ByteString.copyFromUtf8("w"))
                                    .setValue(side.draw().value())))
                    .build();
            History.Call call = library.ask(History.Kind.TXN, request, done -> write(hold));
            side.lockPromises().guarded(key, call);
        });
    }

    private void leave(LockHold hold) {
        Session used = session;
        library.when(hold.release(), (done, thrown) -> {
            if (used != null && !over && random.nextBoolean() && used.isAliveFor(Duration.ofSeconds(1))) {
                stand(used);
            } else if (used != null) {
                leave(used);
            }
        });
    }

    private void leave(Session used) {
        session = null;
        library.when(used.closeAsync(), (done, thrown) -> begin());
    }

    void end() {
        over = true;
        Session open = session;
        session = null;
        if (open != null) {
            library.when(open.closeAsync(), (done, thrown) -> {});
        }
    }

    void count() {
        side.tally().checked("locks of the client library", acquired);
    }
}
