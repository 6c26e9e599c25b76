package io.fairlead.server.http;

import com.google.protobuf.ByteString;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.server.command.Requester;
import io.fairlead.server.node.Node;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The reads by which pages find out whether a member works. Requests that come while a read is under way share it, so a
 * crowd of probes costs the cluster no more than one. Safe from any thread.
 */
public final class Probes {
    private static final RangeRequest LOCAL_READ = RangeRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8("health"))
            .setCountOnly(true)
            .setSerializable(true)
            .build();

    private final Node node;

    /** The linearizable read under way. */
    private final AtomicReference<@Nullable CompletableFuture<Optional<String>>> underWay = new AtomicReference<>();

    public Probes(Node node) {
        this.node = node;
    }

    /** Reads with a quorum; empty if that works, else what went wrong. Ends within the request timeout of the node. */
    CompletableFuture<Optional<String>> linearizableRead() {
        CompletableFuture<Optional<String>> mine = new CompletableFuture<>();
        CompletableFuture<Optional<String>> others = underWay.compareAndExchange(null, mine);
        if (others != null) {
            return others;
        }
        var unused = outcome(node.linearizableReadBarrier()).thenAccept(outcome -> {
            underWay.set(null);
            mine.complete(outcome);
        });
        return mine;
    }

    /** Reads this member's own state; empty if that works, else what went wrong. */
    CompletableFuture<Optional<String>> serializableRead() {
        return outcome(node.range(LOCAL_READ, Requester.MEMBER));
    }

    private static <T> CompletableFuture<Optional<String>> outcome(CompletableFuture<Answer<T>> read) {
        return read.handle((answer, broken) -> {
            if (broken != null) {
                return Optional.of("internal error");
            }
            if (answer instanceof Answer.Refused<T> refused && !mayBeForbidden(refused.error())) {
                return Optional.of(refused.error().text());
            }
            return Optional.empty();
        });
    }

    /** A member that says who may read is well. */
    private static boolean mayBeForbidden(EtcdError error) {
        return error == EtcdError.USER_EMPTY || error == EtcdError.PERMISSION_DENIED;
    }
}
