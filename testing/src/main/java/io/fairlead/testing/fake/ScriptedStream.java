package io.fairlead.testing.fake;

import com.google.protobuf.MessageLite;
import io.fairlead.api.error.EtcdError;
import org.jspecify.annotations.Nullable;

/** A stream that counts its steps and ends where its script says. On the loop of its fake. */
abstract class ScriptedStream implements Exchange.Conversation {
    private final FakeMember member;
    private final Exchange exchange;
    private final long number;
    private final @Nullable StreamScript script;
    private int steps;
    private boolean carriedOut;

    ScriptedStream(FakeMember member, Exchange exchange) {
        this.member = member;
        this.exchange = exchange;
        this.number = member.cluster().nextStream();
        this.script = member.nextStream(exchange.method());
        if (member.leaderless && requiresLeader()) {
            exchange.end(Ending.refusal(EtcdError.NO_LEADER), blank());
        } else {
            endIfDue(blank());
        }
    }

    /** A message of the kind the stream sends, to send half of. */
    abstract MessageLite blank();

    /** Reads a message the stream takes. */
    abstract MessageLite parse(byte[] message);

    abstract void handle(MessageLite request);

    @Override
    public final void received(byte[] message) {
        MessageLite request = parse(message);
        member.cluster()
                .journal
                .add(new Received(
                        member.index(),
                        number,
                        exchange.method(),
                        request,
                        exchange.header("token"),
                        requiresLeader(),
                        System.nanoTime()));
        steps++;
        if (!endIfDue(blank())) {
            handle(request);
        }
    }

    @Override
    public final void halfClosed() {
        exchange.end(Ending.ok(), blank());
    }

    /** A client may give a stream up before it comes to what was in store for it: the next one gets it then. */
    @Override
    public void gone() {
        if (script != null && !carriedOut) {
            member.cluster().scripts.stream(exchange.method(), script);
        }
    }

    final FakeMember member() {
        return member;
    }

    final Cluster cluster() {
        return member.cluster();
    }

    final Exchange exchange() {
        return exchange;
    }

    final boolean requiresLeader() {
        return exchange.header("hasleader").equals("true");
    }

    final void send(MessageLite message) {
        if (exchange.isOver()) {
            return;
        }
        exchange.send(message);
        steps++;
        endIfDue(message);
    }

    final void end(Ending ending) {
        exchange.end(ending, blank());
    }

    private boolean endIfDue(MessageLite message) {
        if (script == null || steps != script.steps() || exchange.isOver()) {
            return false;
        }
        carriedOut = true;
        member.cluster().scripts.carriedOut();
        exchange.end(script.ending(), message);
        return true;
    }
}
