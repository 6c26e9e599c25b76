package io.fairlead.client.recipe.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.FairleadException;
import io.fairlead.api.KeyValue;
import io.fairlead.api.UnavailableException;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.Txn;
import io.fairlead.api.kv.TxnResult;
import io.fairlead.api.watch.WatchEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Contenders over a {@link ModelStore}, and everything that may happen to them, one thing at a time in an order drawn from a
 * seed: requests are carried out, lost, or carried out long after they were given up; answers are lost; watches lag and break;
 * sessions end here before they end there, or the other way round, as with a process that was paused; keys are deleted by a
 * stranger.
 */
final class LineWorld {
    private final Random random;
    private final ModelStore store;

    /** How often what goes wrong goes wrong, in a hundred. */
    private int faultPercent = 25;

    /** Transactions that were given up, and may still be carried out. */
    private final List<Txn> ghosts = new ArrayList<>();

    private final List<Member> members = new ArrayList<>();

    /**
     * Who may hold beside each other; called with all that hold in truth: told so, not told otherwise, and their key is there.
     */
    private final Consumer<List<Member>> compatible;

    /** Newest proof of an exclusive hold, and its token. */
    private long provedAt;

    private long lastToken;

    LineWorld(long seed, ModelStore store, Consumer<List<Member>> compatible) {
        this.random = new Random(seed);
        this.store = store;
        this.compatible = compatible;
    }

    /** One transaction on its way. */
    private final class Request {
        private final Action.Commit commit;
        private @Nullable TxnResult answer;
        private @Nullable FairleadException failure;

        Request(Action.Commit commit) {
            this.commit = commit;
        }

        boolean isDone() {
            return answer != null || failure != null;
        }

        void carryOut() {
            try {
                TxnResult result = store.commit(commit.txn());
                if (random.nextInt(100) < faultPercent) {
                    failure = unavailable(Outcome.UNKNOWN);
                } else {
                    answer = result;
                }
            } catch (FairleadException refusal) {
                failure = refusal;
            }
        }

        void lose() {
            int how = random.nextInt(3);
            failure = unavailable(how == 0 ? Outcome.NOT_APPLIED : Outcome.UNKNOWN);
            if (how == 1) {
                ghosts.add(commit.txn());
            }
        }
    }

    /** One contender. */
    final class Member {
        final Ticket ticket;

        /** Nobody else may hold while it holds. */
        final boolean exclusive;

        private final Place place;
        /** Under way; a read may be overtaken by the deletion that makes it pointless. */
        private final List<Request> requests = new ArrayList<>();

        private Action.@Nullable Watch watch;
        private long watchFrom;
        private Action.@Nullable Pause pause;

        /** The revision of the last answer. */
        private long proof;

        private boolean sessionOver;
        private boolean leaving;
        private boolean started;
        boolean entered;
        boolean lost;
        boolean refused;
        boolean left;
        boolean gone;

        Member(Ticket ticket, boolean exclusive) {
            this.ticket = ticket;
            this.exclusive = exclusive;
            this.place = new Place(ticket);
        }

        boolean holdsInTruth() {
            KeyValue key = store.now().get(ticket.key());
            return entered && !lost && !leaving && key != null && key.createRevision() == token;
        }

        private long token;

        boolean isDecided() {
            return entered || refused || leaving;
        }

        private void take(List<Action> actions) {
            for (Action action : actions) {
                assertThat(gone && !(action instanceof Action.Left))
                        .as("nothing follows the end")
                        .isFalse();
                if (action instanceof Action.Commit commit) {
                    assertThat(requests)
                            .as("a change is not overtaken")
                            .allMatch(request -> request.commit.txn().isReadOnly());
                    requests.add(new Request(commit));
                } else if (action instanceof Action.Watch wanted) {
                    assertThat(watch).as("one watch at a time").isNull();
                    watch = wanted;
                    watchFrom = wanted.from();
                } else if (action instanceof Action.StopWatch) {
                    watch = null;
                } else if (action instanceof Action.Pause wanted) {
                    pause = wanted;
                } else if (action instanceof Action.Entered turn) {
                    enter(turn.createRevision());
                } else if (action instanceof Action.NotEntered) {
                    assertThat(isDecided() && !leaving).isFalse();
                    assertThat(ticket.atOnce()).isTrue();
                    refused = true;
                } else if (action instanceof Action.Failed) {
                    assertThat(isDecided() && !leaving).isFalse();
                    refused = true;
                } else if (action instanceof Action.Lost) {
                    assertThat(entered && !lost && !leaving).isTrue();
                    lost = true;
                } else if (action instanceof Action.Left) {
                    assertThat(left).isFalse();
                    left = true;
                } else if (action instanceof Action.Gone) {
                    gone = true;
                }
            }
            assertThat(gone && !left).as("who is gone has left").isFalse();
        }

        private void enter(long createRevision) {
            assertThat(isDecided()).as("decided once").isFalse();
            entered = true;
            token = createRevision;
            assertThat(store.at(proof).get(ticket.key()))
                    .as("the key was there when our turn was proved")
                    .isNotNull()
                    .extracting(KeyValue::createRevision)
                    .isEqualTo(createRevision);
            if (exclusive) {
                assertThat(store.at(proof).values().stream()
                                .filter(rival -> ticket.rule().rivals().contains(rival.key()))
                                .mapToLong(KeyValue::createRevision)
                                .min())
                        .as("ours was the oldest key when our turn was proved")
                        .hasValue(createRevision);
                if (proof > provedAt) {
                    assertThat(createRevision).as("tokens grow").isGreaterThanOrEqualTo(lastToken);
                    provedAt = proof;
                    lastToken = createRevision;
                }
            }
        }

        /** What may happen now. */
        private List<Runnable> choices(boolean faults) {
            List<Runnable> choices = new ArrayList<>();
            if (!started) {
                choices.add(() -> {
                    started = true;
                    take(sessionOver ? place.sessionEnded("over") : place.start());
                });
                return choices;
            }
            for (Request request : requests) {
                if (request.isDone()) {
                    choices.add(() -> deliver(request));
                } else {
                    choices.add(request::carryOut);
                    if (faults) {
                        choices.add(request::lose);
                    }
                }
            }
            Action.Pause over = pause;
            if (over != null) {
                choices.add(() -> {
                    pause = null;
                    take(place.woken(over.step()));
                });
            }
            Action.Watch watching = watch;
            if (watching != null) {
                Optional<Map.Entry<Long, List<WatchEvent>>> next =
                        store.next(watching.range(), watchFrom, watching.deletions());
                next.ifPresent(change -> choices.add(() -> {
                    watchFrom = change.getKey() + 1;
                    take(place.changed(watching.step(), change.getValue()));
                }));
                if (faults) {
                    choices.add(() -> {
                        watch = null;
                        take(place.watchEnded(watching.step(), unavailable(Outcome.NOT_APPLIED)));
                    });
                }
            }
            // Most stay where they are for a while, or nobody would be found waiting.
            boolean wantsToLeave = !faults || random.nextInt(100) < 15;
            boolean mayLeave = !leaving && !gone && ((entered && !lost) || (faults && !isDecided()));
            if (mayLeave && wantsToLeave) {
                choices.add(() -> {
                    leaving = true;
                    take(place.leave());
                });
            }
            return choices;
        }

        private void deliver(Request request) {
            requests.remove(request);
            if (request.answer != null) {
                proof = request.answer.header().revision();
                take(place.committed(request.commit.step(), request.answer));
            } else if (request.failure != null) {
                take(place.failed(request.commit.step(), request.failure));
            }
        }

        void endSession() {
            sessionOver = true;
            if (started && !gone) {
                take(place.sessionEnded("over"));
            }
        }
    }

    Member add(Ticket ticket, boolean exclusive) {
        Member member = new Member(ticket, exclusive);
        members.add(member);
        store.grant(ticket.lease());
        return member;
    }

    /** So many steps with faults. */
    void storm(int steps) {
        for (int i = 0; i < steps; i++) {
            step(true);
        }
    }

    /** Steps without faults, holders giving back what they get, until nothing more happens; then everybody must be served. */
    void settle() {
        faultPercent = 0;
        int steps = 0;
        while (step(false)) {
            assertThat(++steps).as("comes to rest").isLessThan(20_000);
        }
        for (Member member : members) {
            assertThat(member.isDecided()).as("%s is served", member.ticket).isTrue();
            assertThat(member.left).as("%s has left", member.ticket).isTrue();
        }
        assertThat(store.now().values())
                .as("no key is left behind in a session that lives")
                .isEmpty();
    }

    private boolean step(boolean faults) {
        List<Runnable> choices = new ArrayList<>();
        members.forEach(member -> choices.addAll(member.choices(faults)));
        if (!ghosts.isEmpty()) {
            choices.add(this::carryOutGhost);
        }
        if (faults && random.nextInt(100) < 4) {
            choices.add(this::disaster);
        }
        for (Member member : members) {
            // What this process takes for over ends at the cluster at some time, and the other way round.
            if (member.sessionOver && store.hasLease(member.ticket.lease())) {
                choices.add(() -> store.revoke(member.ticket.lease()));
            } else if (!member.sessionOver && !store.hasLease(member.ticket.lease())) {
                choices.add(() -> endSession(member.ticket.lease()));
            }
        }
        if (choices.isEmpty()) {
            return false;
        }
        choices.get(random.nextInt(choices.size())).run();
        compatible.accept(members.stream().filter(Member::holdsInTruth).toList());
        return true;
    }

    private void carryOutGhost() {
        try {
            var unused = store.commit(ghosts.remove(random.nextInt(ghosts.size())));
        } catch (FairleadException refused) {
            // Its lease is gone.
        }
    }

    private void disaster() {
        Member victim = members.get(random.nextInt(members.size()));
        long lease = victim.ticket.lease();
        switch (random.nextInt(3)) {
            case 0 -> endSession(lease);
            case 1 -> store.revoke(lease);
            default -> {
                Predicate<KeyValue> key = entry -> entry.key().equals(victim.ticket.key());
                store.delete(key);
            }
        }
    }

    private void endSession(long lease) {
        members.stream().filter(member -> member.ticket.lease() == lease).forEach(Member::endSession);
    }

    private static UnavailableException unavailable(Outcome outcome) {
        return new UnavailableException("lost on the way", outcome, List.of(), null);
    }
}
