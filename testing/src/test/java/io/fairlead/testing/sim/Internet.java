package io.fairlead.testing.sim;

import io.fairlead.client.endpoint.EndpointAddress;
import io.fairlead.server.sim.ClientSide;
import io.fairlead.server.sim.SimMember;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What lies between clients and members: who is where, how long things take, and the troubles of single connections. */
final class Internet {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final long NEVER = Long.MAX_VALUE;

    /** After so long a client takes a silent connection with calls on it for broken. */
    private static final long SILENCE_NANOS_MAX = 15 * SECOND;

    private final ClientSide side;
    private final RandomGenerator random;
    private final long troubleNanosMean;
    private final long transitNanosMax;
    private final Map<SimMember, MemberDoor> doors = new HashMap<>();

    /** In the order in which they came about. */
    private final List<Link> links = new ArrayList<>();

    private boolean calm;

    Internet(ClientSide side) {
        this.side = side;
        this.random = side.random();
        this.troubleNanosMean = random.nextInt(3) == 0 ? NEVER : random.nextLong(SECOND / 2, 6 * SECOND);
        this.transitNanosMax = random.nextInt(4) == 0 ? 40 * MILLI : random.nextLong(MILLI / 4, 4 * MILLI);
    }

    ClientSide side() {
        return side;
    }

    void begin() {
        if (troubleNanosMean == NEVER) {
            return;
        }
        side.in((long) (-Math.log(1 - random.nextDouble()) * troubleNanosMean), () -> {
            if (!calm) {
                trouble();
                begin();
            }
        });
    }

    /** Nothing is lost from now on, and what was held back arrives. */
    void calmDown() {
        calm = true;
        List.copyOf(links).forEach(Link::goOn);
    }

    private void trouble() {
        if (links.isEmpty()) {
            return;
        }
        Link link = links.get(random.nextInt(links.size()));
        switch (random.nextInt(3)) {
            case 0 -> {
                side.tally().checked("connections of clients reset", 1);
                link.breakOff(0);
            }
            case 1 -> {
                side.tally().checked("connections of clients held up", 1);
                link.hold(random.nextLong(MILLI, 4 * SECOND));
            }
            default -> {
                side.tally().checked("connections of clients fallen silent", 1);
                link.hold(SILENCE_NANOS_MAX);
                side.in(random.nextLong(SECOND, SILENCE_NANOS_MAX), () -> link.breakOff(SILENCE_NANOS_MAX));
            }
        }
    }

    /** How long anything takes from here to there. */
    long transitNanos() {
        return 20_000 + random.nextLong(transitNanosMax);
    }

    /** How long until the end of a process at the other side is noticed: its machine says so, or has gone with it. */
    long noticeNanos() {
        return calm || random.nextInt(4) > 0 ? random.nextLong(MILLI, 200 * MILLI) : random.nextLong(SILENCE_NANOS_MAX);
    }

    /** Who listens at an address now; null for nobody. */
    @Nullable
    MemberDoor at(EndpointAddress address) {
        String host = address.target().substring(0, address.target().lastIndexOf(':'));
        for (SimMember member : side.members()) {
            if (member.name().equals(host)) {
                return doorOf(member);
            }
        }
        return null;
    }

    private @Nullable MemberDoor doorOf(SimMember member) {
        MemberDoor known = doors.get(member);
        if (known == null || known.isOver()) {
            known = MemberDoor.of(side, member);
            if (known == null) {
                doors.remove(member);
            } else {
                doors.put(member, known);
            }
        }
        return known;
    }

    void joined(Link link) {
        links.add(link);
    }

    void left(Link link) {
        links.remove(link);
    }
}
