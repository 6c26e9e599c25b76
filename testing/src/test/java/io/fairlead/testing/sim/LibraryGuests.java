package io.fairlead.testing.sim;

import io.fairlead.server.sim.ClientSide;
import io.fairlead.server.sim.Guests;
import io.fairlead.server.sim.checker.RevisionOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** A few clients of the library, and what each of them does in one world. */
final class LibraryGuests implements Guests {
    private final ClientSide side;
    private final Internet internet;
    private final List<Library> libraries = new ArrayList<>();
    private final List<CallLoad> calls = new ArrayList<>();
    private final List<WatchLoad> watches = new ArrayList<>();
    private final List<LeaseLoad> leases = new ArrayList<>();
    private final List<LockLoad> locks = new ArrayList<>();

    LibraryGuests(ClientSide side) {
        this.side = side;
        this.internet = new Internet(side);
    }

    @Override
    public void begin() {
        internet.begin();
        RandomGenerator random = side.random();
        int clients = 1 + random.nextInt(3);
        for (int i = 0; i < clients; i++) {
            String name = "lib" + i;
            List<LeaseLoad> held = new ArrayList<>();
            int holders = random.nextInt(3);
            for (int j = 0; j < holders; j++) {
                held.add(new LeaseLoad(name + "-lease" + j, side));
            }
            Library library = new Library(name, internet, Tap.all(held));
            libraries.add(library);
            leases.addAll(held);
            held.forEach(load -> load.begin(library));
            if (random.nextBoolean()) {
                LockLoad load = new LockLoad(library, side);
                locks.add(load);
                load.begin();
            }
            int callers = 1 + random.nextInt(3);
            for (int j = 0; j < callers; j++) {
                CallLoad load = new CallLoad(library, side);
                calls.add(load);
                load.begin();
            }
            int watchers = random.nextInt(3);
            for (int j = 0; j < watchers; j++) {
                WatchLoad load = new WatchLoad(library, side);
                watches.add(load);
                load.begin();
                load.live();
            }
        }
    }

    @Override
    public void end() {
        internet.calmDown();
        calls.forEach(CallLoad::end);
        watches.forEach(WatchLoad::end);
        leases.forEach(LeaseLoad::end);
        locks.forEach(LockLoad::end);
    }

    @Override
    public String unsettled(long revision) {
        StringBuilder open = new StringBuilder();
        for (Library library : libraries) {
            if (library.isBusy()) {
                open.append(library.name()).append(" waits for an answer, ");
            }
        }
        watches.forEach(load -> open.append(load.untold(revision)));
        return open.toString();
    }

    @Override
    public void check(RevisionOrder order) {
        watches.forEach(load -> load.check(order));
        leases.forEach(LeaseLoad::count);
        locks.forEach(LockLoad::count);
        side.tally()
                .checked(
                        "calls of the client library",
                        libraries.stream().mapToLong(Library::answered).sum());
    }
}
