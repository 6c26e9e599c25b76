package io.fairlead.testing.sim;

import com.google.protobuf.Message;
import io.fairlead.api.FairleadException;
import io.fairlead.api.call.EndpointState;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.client.ClientPlace;
import io.fairlead.client.FairleadClient;
import io.fairlead.server.sim.ClientSide;
import io.fairlead.server.sim.SimMember;
import io.fairlead.server.sim.checker.History;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One client of the library in the simulated world, and how calls with it get into the books. */
final class Library {
    private static final long MILLI = 1_000_000;

    private final String name;
    private final ClientSide side;
    private final RandomGenerator random;
    private final FairleadClient client;
    private int underWay;
    private long answered;

    Library(String name, Internet internet, Tap tap) {
        this.name = name;
        this.side = internet.side();
        this.random = side.random();
        // Anywhere, so that whoever compares two times must not mind an overflow between them.
        long originNanos = random.nextLong();
        Executor threads = task -> side.in(1_000 + random.nextInt(60_000), task);
        ClientPlace place = new ClientPlace(
                address -> new LibraryChannel(internet, address, threads, tap),
                new Deadline.Ticker() {
                    @Override
                    public long nanoTime() {
                        return side.nowNanos();
                    }
                },
                threads,
                new WorldTimer(side),
                () -> originNanos + side.nowNanos(),
                random::nextDouble,
                random::nextLong);
        FairleadClient.Builder builder = FairleadClient.builder()
                .endpoints(endpoints())
                .memberRefresh(true)
                .deadline(Duration.ofNanos(random.nextLong(300 * MILLI, 8_000 * MILLI)));
        if (random.nextInt(3) == 0) {
            builder.tryTimeout(Duration.ofNanos(random.nextLong(50 * MILLI, 1_000 * MILLI)));
        }
        this.client = place.client(builder);
    }

    /** Some of the members, one at least; the others are found by asking. */
    private List<String> endpoints() {
        List<String> all = new ArrayList<>();
        for (SimMember member : side.members()) {
            all.add(url(member));
        }
        while (all.size() > 1 && random.nextInt(3) == 0) {
            all.remove(random.nextInt(all.size()));
        }
        return all;
    }

    String name() {
        return name;
    }

    FairleadClient client() {
        return client;
    }

    /** Whether every member that it was told of has left the cluster, so that nobody can tell it of others. */
    boolean isLost() {
        List<String> known = client.diagnostics().endpoints().stream()
                .map(EndpointState::endpoint)
                .toList();
        return side.members().stream().noneMatch(member -> known.contains(url(member)));
    }

    private static String url(SimMember member) {
        return "http://" + member.name() + ":2379";
    }

    /** Whether a call has no end yet. */
    boolean isBusy() {
        return underWay > 0;
    }

    long answered() {
        return answered;
    }

    /** Makes a call that is written down; {@code done} hears its end. */
    History.Call ask(History.Kind kind, Message request, Consumer<History.Call> done) {
        History.Call call = side.history().begin(kind, isSerializable(request), name, "", request, side.nowNanos());
        side.note(name, "asks " + call.asked());
        underWay++;
        when(Requests.ask(client.kv().async(), request), (answer, thrown) -> {
            underWay--;
            if (answer != null) {
                answered++;
                call.answered(answer, side.nowNanos());
                side.note(name, "hears #" + call.number() + " at revision " + call.revision());
            } else {
                failed(call, thrown);
            }
            done.accept(call);
        });
        return call;
    }

    private void failed(History.Call call, @Nullable Throwable thrown) {
        FairleadException failure = expected(thrown);
        side.note(name, "fails #" + call.number() + " " + failure.outcome() + ": " + failure.getMessage());
        if (failure.outcome() == Outcome.NOT_APPLIED) {
            EtcdError error = failure.error().orElse(EtcdError.PROPOSAL_DROPPED);
            // What was the matter with the last try need not say of itself that nothing was done; the library does.
            call.refused(error.outcome() == Outcome.NOT_APPLIED ? error : EtcdError.PROPOSAL_DROPPED, side.nowNanos());
        }
    }

    /** The failure of a call; anything else than what users are promised fails the run. */
    static FairleadException expected(@Nullable Throwable thrown) {
        if (thrown instanceof FairleadException failure) {
            return failure;
        }
        throw new AssertionError("a call ended in an unforeseen way", thrown);
    }

    /** Goes on when a future is done, one of both arguments being there; what goes wrong then fails the run. */
    <T> void when(CompletableFuture<T> future, BiConsumer<@Nullable T, @Nullable Throwable> then) {
        var unused = future.whenComplete((value, thrown) -> {
            try {
                Throwable cause = thrown;
                while (cause instanceof CompletionException && cause.getCause() != null) {
                    cause = cause.getCause();
                }
                then.accept(value, cause);
            } catch (RuntimeException | AssertionError broken) {
                side.fail(new AssertionError(name + ": " + broken, broken));
            }
        });
    }

    private static boolean isSerializable(Message request) {
        if (request instanceof RangeRequest range) {
            return range.getSerializable();
        }
        return request instanceof TxnRequest txn
                && txn.getCompareCount() == 0
                && txn.getFailureCount() == 0
                && txn.getSuccessList().stream().allMatch(Library::readsSerializably);
    }

    private static boolean readsSerializably(RequestOp op) {
        return op.hasRequestRange() && op.getRequestRange().getSerializable();
    }
}
