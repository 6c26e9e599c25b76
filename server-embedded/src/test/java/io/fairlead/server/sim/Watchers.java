package io.fairlead.server.sim;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest.FilterType;
import io.fairlead.api.pb.mvccpb.Event;
import io.fairlead.server.node.Node;
import io.fairlead.server.sim.checker.EventLog;
import io.fairlead.server.sim.checker.RevisionOrder;
import io.fairlead.server.sim.checker.Watched;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Who watches: at each member one that is told of every key, which makes the log that everything is judged by, and a few that watch
 * this and that, here and there, slowly.
 */
final class Watchers {
    private static final ByteString NUL = ByteString.copyFrom(new byte[] {0});
    private static final long MILLI = FaultPlan.MILLI;
    private static final long SECOND = FaultPlan.SECOND;

    /** So often it is left to the writes of the calm to bring the next revision. */
    private static final int PATIENT_URGES = 10;

    private final SimCluster cluster;
    private final SimScheduler world;
    private final EventLog log;
    private final LongSupplier compactedMaybe;
    private final ClientPlan plan;
    private final Sessions sessions;
    private final RequestDraw draw;
    private final RandomGenerator random;

    private final Map<SimMember, WatchClient> residents = new LinkedHashMap<>();
    private final List<WatchClient> visitors = new ArrayList<>();
    private final List<WatchClient> auditors = new ArrayList<>();
    private final List<Watched> everything = new ArrayList<>();
    private boolean over;
    private int urged;
    private int wishes;

    /** @param compactedMaybe the highest revision that may have been compacted by now */
    Watchers(
            SimCluster cluster,
            EventLog log,
            LongSupplier compactedMaybe,
            ClientPlan plan,
            Sessions sessions,
            RequestDraw draw,
            RandomGenerator random) {
        this.cluster = cluster;
        this.world = cluster.world();
        this.log = log;
        this.compactedMaybe = compactedMaybe;
        this.plan = plan;
        this.sessions = sessions;
        this.draw = draw;
        this.random = random;
    }

    void begin() {
        settleIn();
        for (int i = 0; i < plan.watchers(); i++) {
            WatchClient visitor = new WatchClient(
                    this,
                    world,
                    "w" + i,
                    sessions::anybody,
                    plan.roomForReplies(),
                    plan.fragmentBytesMax(),
                    this::nanosPerReply);
            visitors.add(visitor);
            int watchers = 1 + random.nextInt(2);
            for (int j = 0; j < watchers; j++) {
                visitor.watch(wish());
            }
            visitor.connect();
            live(visitor);
        }
    }

    /** From now on nobody changes what it wants, everybody hears at once, and at each member somebody reads all there still is. */
    void end() {
        over = true;
        settleIn();
        for (SimMember member : cluster.members()) {
            WatchClient auditor = client("audit-" + member.name(), member);
            auditor.watch(everything(Math.max(1, compactedMaybe.getAsLong())));
            auditor.connect();
            auditors.add(auditor);
        }
        urge();
    }

    /** Whether everybody who watches has been told everything up to what this member has. */
    boolean areToldAllOf(Node node) {
        long revision = node.revision();
        return log.knownUpTo() == revision
                && residents.values().stream().allMatch(resident -> isToldOrGone(resident, revision))
                && auditors.stream().allMatch(auditor -> isToldOrGone(auditor, revision))
                && visitors.stream().allMatch(visitor -> visitor.isToldUpTo(revision));
    }

    /** Whoever stays at one member goes with it. */
    private boolean isToldOrGone(WatchClient client, long revision) {
        return !cluster.members().contains(client.member()) || client.isToldUpTo(revision);
    }

    /** Who has not been told everything up to what this member has, for failure messages. */
    String untold(Node node) {
        List<String> untold = new ArrayList<>();
        for (List<WatchClient> clients : List.of(List.copyOf(residents.values()), auditors, visitors)) {
            for (WatchClient client : clients) {
                if (!client.isToldUpTo(node.revision())) {
                    untold.add(client.toString());
                }
            }
        }
        return "log known up to " + log.knownUpTo() + ", behind are " + untold;
    }

    /** Judges what each watcher was told, against what happened. */
    void check(RevisionOrder order) {
        long events = 0;
        for (Watched watched : everything) {
            watched.check(log, order.store());
            events += watched.toldCount();
        }
        cluster.tally().checked("watch streams", everything.size());
        cluster.tally().checked("watch events", events);
    }

    // What clients say.

    Watched begun(String client, WatchCreateRequest request) {
        Watched watched = new Watched(client, request);
        everything.add(watched);
        return watched;
    }

    Watched resumed(Watched before) {
        WatchCreateRequest.Builder request = before.request().toBuilder();
        if (before.isPlaced()) {
            request.setStartRevision(before.next());
        }
        return begun(before.name(), request.build());
    }

    void told(Watched watched, long revision, List<Event> events) {
        watched.told(revision, events, compactedMaybe.getAsLong());
        int from = 0;
        for (int i = 0; i < events.size(); i++) {
            long mod = events.get(i).getKv().getModRevision();
            log.seen(mod, world.nowNanos());
            if (isEverything(watched.request())
                    && (i + 1 == events.size() || events.get(i + 1).getKv().getModRevision() != mod)) {
                log.told(watched.name(), mod, withoutPrevious(events.subList(from, i + 1)), world.nowNanos());
                from = i + 1;
            }
        }
    }

    void compacted(Watched watched, long compactRevision) {
        watched.compacted(compactRevision, compactedMaybe.getAsLong());
    }

    // What clients do.

    /** Members that joined have somebody from now on, too. */
    private void settleIn() {
        for (SimMember member : cluster.members()) {
            if (!residents.containsKey(member)) {
                WatchClient resident = client("all-" + member.name(), member);
                residents.put(member, resident);
                resident.watch(everything(Math.max(2, log.knownUpTo() - 50)));
                resident.connect();
            }
        }
        if (!over) {
            world.in(SECOND, this::settleIn);
        }
    }

    private WatchClient client(String name, SimMember member) {
        return new WatchClient(this, world, name, () -> member, 1000, plan.fragmentBytesMax(), () -> MILLI / 4);
    }

    private void live(WatchClient visitor) {
        world.in(10 * MILLI + random.nextLong(2 * SECOND), () -> {
            if (over) {
                return;
            }
            switch (random.nextInt(8)) {
                case 0 -> visitor.move();
                case 1 -> {
                    visitor.cancel(false, 0);
                    visitor.watch(wish());
                }
                case 2 -> visitor.watch(wish());
                default -> visitor.askProgress();
            }
            live(visitor);
        });
    }

    /**
     * Asks for progress until everybody has been told that there is nothing more. As in etcd nobody on a stream is told of progress
     * while one of its watchers was asked for from a revision that is to come: those go, and where nothing comes any more, also
     * those that wait for the next one.
     */
    private void urge() {
        for (WatchClient visitor : visitors) {
            if (!cluster.members().contains(visitor.member())) {
                visitor.move();
            }
            visitor.cancel(true, log.knownUpTo() + (urged < PATIENT_URGES ? 1 : 0));
            visitor.askProgress();
        }
        urged++;
        residents.values().forEach(WatchClient::askProgress);
        auditors.forEach(WatchClient::askProgress);
        world.in(SECOND / 2, this::urge);
    }

    private long nanosPerReply() {
        return over ? MILLI / 4 : random.nextLong(MILLI / 4, plan.replyNanos() + MILLI);
    }

    private WatchCreateRequest everything(long from) {
        return WatchCreateRequest.newBuilder()
                .setKey(NUL)
                .setRangeEnd(NUL)
                .setStartRevision(from)
                .setPrevKv(true)
                .setProgressNotify(true)
                .setFragment(takesPieces())
                .build();
    }

    /** Where pieces are, every other watcher takes them. */
    private boolean takesPieces() {
        return plan.fragmentBytesMax() > 0 && wishes++ % 2 == 0;
    }

    private static boolean isEverything(WatchCreateRequest request) {
        return request.getKey().equals(NUL) && request.getRangeEnd().equals(NUL) && request.getFiltersCount() == 0;
    }

    private WatchCreateRequest wish() {
        WatchCreateRequest.Builder wish = WatchCreateRequest.newBuilder()
                .setPrevKv(random.nextBoolean())
                .setProgressNotify(random.nextBoolean())
                .setFragment(takesPieces())
                .setStartRevision(
                        switch (random.nextInt(4)) {
                            case 0 -> 0;
                            case 1 -> log.knownUpTo() + random.nextInt(20);
                            default -> Math.max(1, log.knownUpTo() - random.nextInt(80));
                        });
        switch (random.nextInt(4)) {
            case 0 -> wish.setKey(draw.key());
            case 1 -> wish.setKey(NUL).setRangeEnd(NUL);
            case 2 -> wish.setKey(RequestDraw.text("h")).setRangeEnd(RequestDraw.text("i"));
            default -> wish.setKey(RequestDraw.text("k")).setRangeEnd(RequestDraw.text("l"));
        }
        if (random.nextInt(4) == 0) {
            wish.addFilters(random.nextBoolean() ? FilterType.NOPUT : FilterType.NODELETE);
        }
        return wish.build();
    }

    private static List<Event> withoutPrevious(List<Event> events) {
        List<Event> bare = new ArrayList<>(events.size());
        for (Event event : events) {
            bare.add(event.hasPrevKv() ? event.toBuilder().clearPrevKv().build() : event);
        }
        return bare;
    }
}
