package io.fairlead.server.sim;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.fairlead.api.error.Answer;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeResponse;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.PutResponse;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.command.Requester;
import io.fairlead.server.node.Node;
import io.fairlead.server.sim.checker.History;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Clients that put, delete and read a few keys, each through any member, one call at a time, and write down what they were told.
 * Each value is put once, so that what was read says who wrote it.
 */
final class Workload {
    /** All keys there are begin with this. */
    static final ByteString PREFIX = ByteString.copyFromUtf8("k");

    static final ByteString PREFIX_END = ByteString.copyFromUtf8("l");
    private static final int KEYS = 5;

    /** After which a client takes its call for lost, in a world of five second time-outs. */
    private static final long PATIENCE_NANOS = 12_000_000_000L;

    private final SimScheduler world;
    private final List<SimMember> members;
    private final History history;
    private final Journal journal;
    private final Random random;
    private int values;
    private boolean over;

    Workload(SimScheduler world, List<SimMember> members, History history, Journal journal, long seed) {
        this.world = world;
        this.members = members;
        this.history = history;
        this.journal = journal;
        this.random = new Random(seed);
    }

    void begin(int clients) {
        for (int i = 0; i < clients; i++) {
            String client = "c" + i;
            next(client);
        }
    }

    void end() {
        over = true;
    }

    /** Puts one more value through {@code member}; {@code done} hears whether it was answered with success. */
    void putThrough(SimMember member, Consumer<Boolean> done) {
        put("last", member, done);
    }

    private void next(String client) {
        if (over) {
            return;
        }
        world.in(1_000_000L + random.nextInt(300_000_000), () -> {
            SimMember member = members.get(random.nextInt(members.size()));
            Consumer<Boolean> goOn = ignored -> next(client);
            switch (random.nextInt(10)) {
                case 0 -> delete(client, member, goOn);
                case 1, 2, 3 -> read(client, member, false, goOn);
                case 4 -> read(client, member, true, goOn);
                default -> put(client, member, goOn);
            }
        });
    }

    private void put(String client, SimMember member, Consumer<Boolean> done) {
        String key = key();
        String value = "v" + values++;
        History.Call call = history.put(client, member.name(), key, value, world.nowNanos());
        PutRequest request = PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setValue(ByteString.copyFromUtf8(value))
                .build();
        call(member, call, node -> node.propose(CommandKind.PUT, request, Requester.NONE), Workload::revisionOf, done);
    }

    private void delete(String client, SimMember member, Consumer<Boolean> done) {
        String key = key();
        History.Call call = history.delete(client, member.name(), key, world.nowNanos());
        DeleteRangeRequest request = DeleteRangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .build();
        call(
                member,
                call,
                node -> node.propose(CommandKind.DELETE_RANGE, request, Requester.NONE),
                Workload::revisionOf,
                done);
    }

    private void read(String client, SimMember member, boolean serializable, Consumer<Boolean> done) {
        History.Call call = history.read(client, member.name(), serializable, world.nowNanos());
        RangeRequest request = RangeRequest.newBuilder()
                .setKey(PREFIX)
                .setRangeEnd(PREFIX_END)
                .setSerializable(serializable)
                .build();
        call(
                member,
                call,
                node -> node.range(request, Requester.NONE),
                response -> {
                    call.read(History.stateOf(response.getKvsList()));
                    return response.getHeader().getRevision();
                },
                done);
    }

    /** Starts a call. */
    @FunctionalInterface
    private interface Start<T> {
        CompletableFuture<Answer<T>> at(Node node);
    }

    /** Finds the revision in an answer. */
    @FunctionalInterface
    private interface RevisionOf<T> {
        long in(T response);
    }

    private <T> void call(
            SimMember member, History.Call call, Start<T> start, RevisionOf<T> revision, Consumer<Boolean> done) {
        boolean[] settled = {false};
        Consumer<Boolean> once = success -> {
            if (!settled[0]) {
                settled[0] = true;
                journal.note(call.client(), call.toString());
                done.accept(success);
            }
        };
        Node node = member.node();
        if (node == null) {
            call.refused(world.nowNanos());
            once.accept(false);
            return;
        }
        journal.note(call.client(), call.toString());
        world.in(PATIENCE_NANOS, () -> once.accept(false));
        member.run(() -> {
            var unused = start.at(node).thenAccept(answer -> {
                if (settled[0]) {
                    return;
                }
                if (answer instanceof Answer.Ok<T> ok) {
                    call.answered(revision.in(ok.value()), world.nowNanos());
                    once.accept(true);
                } else {
                    journal.note(call.client(), "refused: " + ((Answer.Refused<T>) answer).error());
                    once.accept(false);
                }
            });
        });
    }

    private static long revisionOf(MessageLite response) {
        if (response instanceof PutResponse put) {
            return put.getHeader().getRevision();
        }
        if (response instanceof DeleteRangeResponse delete) {
            return delete.getHeader().getRevision();
        }
        return ((RangeResponse) response).getHeader().getRevision();
    }

    private String key() {
        return "k" + random.nextInt(KEYS);
    }
}
