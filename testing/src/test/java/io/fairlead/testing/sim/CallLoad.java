package io.fairlead.testing.sim;

import com.google.protobuf.Message;
import io.fairlead.server.sim.ClientSide;
import io.fairlead.server.sim.RequestDraw;
import io.fairlead.server.sim.checker.History;
import java.util.random.RandomGenerator;

/** Puts, deletes, transactions and readings of all kinds, one at a time. */
final class CallLoad {
    private static final long MILLI = 1_000_000;

    private final Library library;
    private final ClientSide side;
    private final RandomGenerator random;
    private boolean over;

    CallLoad(Library library, ClientSide side) {
        this.library = library;
        this.side = side;
        this.random = side.random();
    }

    void begin() {
        side.in(MILLI + random.nextLong(400 * MILLI), () -> {
            if (!over) {
                RequestDraw draw = side.draw();
                switch (random.nextInt(8)) {
                    case 0, 1 -> ask(History.Kind.PUT, draw.put());
                    case 2 -> ask(History.Kind.DELETE, draw.delete());
                    case 3, 4 -> ask(History.Kind.TXN, draw.txn(side.log().knownUpTo()));
                    case 5 -> ask(History.Kind.READ_TXN, draw.readTxn(side.log().knownUpTo()));
                    default -> ask(History.Kind.READ, draw.range(side.log().knownUpTo()));
                }
            }
        });
    }

    void end() {
        over = true;
    }

    private void ask(History.Kind kind, Message request) {
        library.ask(kind, request, call -> begin());
    }
}
