package io.fairlead.testing.sim;

import io.fairlead.server.node.Node;
import io.fairlead.server.port.CallLoops;
import io.fairlead.server.rpc.SimReception;
import io.fairlead.server.sim.ClientSide;
import io.fairlead.server.sim.SimMember;
import io.grpc.ServerMethodDefinition;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Where calls come in at one member during one of its lives: its services, and the loop on which it serves them. */
final class MemberDoor implements CallLoops {
    private final ClientSide side;
    private final SimMember member;
    private final int life;
    private final SimReception reception;

    /** When the last of what was handed to the loop is done. */
    private long lastNanos;

    private MemberDoor(ClientSide side, SimMember member, Node node) {
        this.side = side;
        this.member = member;
        this.life = member.lives();
        this.reception = new SimReception(node, this, side.fragmentBytesMax());
    }

    /** That of the life it has now; null where nobody is at home. */
    static @Nullable MemberDoor of(ClientSide side, SimMember member) {
        Node node = member.node();
        return node == null ? null : new MemberDoor(side, member, node);
    }

    /** Whether the life is over to which this belongs. */
    boolean isOver() {
        return !member.isUp() || member.lives() != life;
    }

    @Nullable
    ServerMethodDefinition<?, ?> method(String name) {
        return reception.method(name);
    }

    /** Does something as this member, if it still lives. */
    void run(Runnable action) {
        if (!isOver()) {
            member.run(action);
        }
    }

    @Override
    public Executor nearest() {
        return task -> {
            lastNanos = Math.max(
                    lastNanos + 1, side.nowNanos() + 1_000 + side.random().nextInt(50_000));
            side.at(lastNanos, () -> run(task));
        };
    }

    @Override
    public Future<?> every(long nanos, Runnable work) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        again(nanos, work, end);
        return end;
    }

    private void again(long nanos, Runnable work, Future<?> end) {
        side.in(nanos, () -> {
            if (!end.isDone() && !isOver()) {
                run(() -> {
                    if (!end.isDone()) {
                        work.run();
                    }
                });
                again(nanos, work, end);
            }
        });
    }
}
