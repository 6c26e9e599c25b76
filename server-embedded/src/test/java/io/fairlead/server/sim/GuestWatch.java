package io.fairlead.server.sim;

import com.google.protobuf.ByteString;
import io.fairlead.api.Bytes;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import io.fairlead.api.pb.mvccpb.Event;
import io.fairlead.server.access.Access;
import io.fairlead.server.access.Need;
import io.fairlead.server.node.Node;
import io.fairlead.server.rpc.SimWatchWire;
import io.fairlead.server.sim.checker.Rights;
import io.fairlead.server.watch.WatchPermit;
import io.fairlead.server.watch.WatchSpec;
import io.fairlead.server.watch.WatchStream;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The guest watches the keys it has a right to at times, at one member after the other, as long as it is let. */
final class GuestWatch {
    private static final long SECOND = FaultPlan.SECOND;
    private static final int ROOM = 1000;

    private final SimScheduler world;
    private final RandomGenerator random;
    private final Supplier<SimMember> choice;
    private final WatchSpec spec;
    private final Rights rights;
    private boolean over;

    GuestWatch(
            SimScheduler world,
            RandomGenerator random,
            Supplier<SimMember> choice,
            ByteString from,
            ByteString end,
            Rights rights) {
        this.world = world;
        this.random = random;
        this.choice = choice;
        this.spec = WatchSpec.of(Bytes.unsafeWrap(from.toByteArray()), Bytes.unsafeWrap(end.toByteArray()));
        this.rights = rights;
    }

    void end() {
        over = true;
    }

    void begin() {
        if (over) {
            return;
        }
        SimMember member = choice.get();
        Node node = member.node();
        if (node != null) {
            SimOutlet outlet = new SimOutlet(
                    world, member, new SimWatchWire(node, 0), ROOM, () -> FaultPlan.MILLI / 4, this::hear, () -> {});
            member.run(() -> {
                if (outlet.isWhole()
                        && node.openWatchStream(outlet, permit(node), 0) instanceof Answer.Ok<WatchStream> opened) {
                    outlet.attach(opened.value());
                    opened.value().create(spec);
                }
            });
            world.in(random.nextLong(4 * SECOND), outlet::close);
        }
        world.in(random.nextLong(SECOND), this::begin);
    }

    /** As reception permits watches. */
    private static WatchPermit permit(Node node) {
        return range -> Access.refusal(node.auth(), Users.at(node, Users.GUEST), List.of(new Need.Read(range)))
                .map(EtcdError::text);
    }

    private void hear(WatchResponse response) {
        for (Event event : response.getEventsList()) {
            rights.told(event.getKv().getModRevision(), world.nowNanos());
        }
    }
}
