package io.fairlead.server.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Plays one scenario against a member of its own, step by step, and holds every answer against the recorded one. */
final class Replayer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String WATCH = "etcdserverpb.Watch/Watch";

    private record Open(String method, Conversation conversation) {}

    private final Wire wire;
    private final GoldenMember member;
    private final Notes notes = new Notes();
    private final Map<String, Open> streams = new TreeMap<>();
    private Transport transport;

    private Replayer(Wire wire, GoldenMember member) {
        this.wire = wire;
        this.member = member;
        this.transport = wire.connect(member.server());
        notes.remember("CLIENT_URL", member.server().clientUrls().get(0));
        notes.remember("PEER_URL", member.server().peerUrls().get(0));
    }

    /**
     * Plays the scenario on an empty data directory.
     *
     * @throws AssertionError if an answer differs from the recorded one
     */
    static void replay(Scenario scenario, Wire wire, Path dataDir) throws IOException, InterruptedException {
        try (GoldenMember member = GoldenMember.start(dataDir, scenario.server());
                Replayer replayer = new Replayer(wire, member)) {
            int number = 0;
            for (Step step : scenario.steps()) {
                number++;
                try {
                    replayer.play(step);
                } catch (AssertionError e) {
                    throw new AssertionError(
                            scenario.name() + ", " + scenario.about() + ", step " + number + ": " + e.getMessage(), e);
                }
            }
            replayer.nothingUnread();
        }
    }

    private void play(Step step) throws IOException, InterruptedException {
        if (step instanceof Step.Call call) {
            call(call);
        } else if (step instanceof Step.OnStream onStream) {
            onStream(onStream);
        } else if (step instanceof Step.Sleep sleep) {
            Thread.sleep(sleep.duration().toMillis());
        } else if (step instanceof Step.Restart restart) {
            streams.clear();
            transport.close();
            member.restart(restart.graceful());
            transport = wire.connect(member.server());
        }
    }

    private void call(Step.Call call) {
        JsonObject request = (JsonObject) notes.resolve(call.request());
        Arrival arrival = transport.call(call.method(), request, token(call.token()));
        if (call.answer() instanceof Step.Response response) {
            compareMessage(call.method(), response.json(), arrival);
        } else if (call.answer() instanceof Step.Ending ending) {
            compareEnd(call.method(), ending, arrival);
        }
    }

    private void onStream(Step.OnStream step) throws InterruptedException {
        Open open = step.method().isPresent()
                ? open(step.name(), step.method().get(), step.token())
                : Optional.ofNullable(streams.get(step.name()))
                        .orElseThrow(() -> new IllegalStateException("no stream " + step.name()));
        Conversation conversation = open.conversation();
        step.send().ifPresent(request -> conversation.send((JsonObject) notes.resolve(request)));
        expect(open, step.expect());
        step.quiet()
                .ifPresent(quiet -> assertThat(conversation.next(quiet))
                        .as("%s stays quiet", open.method())
                        .isEmpty());
        if (step.halfClose()) {
            conversation.halfClose();
        }
        step.check().ifPresent(check -> check(open, check));
        step.end().ifPresent(end -> compareEnd(open.method(), end, next(open)));
        if (step.cancel()) {
            conversation.cancel();
            streams.remove(step.name());
        }
    }

    private Open open(String name, String method, Optional<JsonElement> token) {
        Open open = new Open(method, transport.open(method, token(token)));
        streams.put(name, open);
        return open;
    }

    /** Receives as many messages as are expected; those of one watcher in order, those of several as they come. */
    private void expect(Open open, List<JsonObject> expected) {
        List<JsonObject> received = new ArrayList<>();
        for (int i = 0; i < expected.size(); i++) {
            if (next(open) instanceof Arrival.Message message) {
                received.add(NormalForm.of(open.method(), message.json()));
            } else {
                fail("%s ended after %s, expected %s", open.method(), received, expected.get(i));
            }
        }
        if (open.method().equals(WATCH)) {
            received.sort(Comparator.comparingLong(Replayer::watchId));
        }
        for (int i = 0; i < expected.size(); i++) {
            noDifference(open.method(), expected.get(i), received.get(i));
        }
    }

    private static long watchId(JsonObject response) {
        return response.has("watch_id") ? response.get("watch_id").getAsLong() : 0;
    }

    private void check(Open open, JsonObject check) {
        assertThat(check.get("rule").getAsString())
                .as("a rule the replay knows")
                .isEqualTo("snapshot");
        List<JsonObject> messages = new ArrayList<>();
        while (next(open) instanceof Arrival.Message message) {
            messages.add(message.json());
        }
        SnapshotRule.check(messages);
    }

    private static Arrival next(Open open) {
        return open.conversation()
                .next(PATIENCE)
                .orElseThrow(() -> new AssertionError("nothing came from " + open.method() + " within " + PATIENCE));
    }

    private void compareMessage(String method, JsonObject expected, Arrival arrival) {
        if (arrival instanceof Arrival.Message message) {
            noDifference(method, expected, NormalForm.of(method, message.json()));
        } else {
            fail("%s: expected %s but got %s", method, expected, arrival);
        }
    }

    private void compareEnd(String method, Step.Ending expected, Arrival arrival) {
        if (arrival instanceof Arrival.End end) {
            JsonObject actual = new JsonObject();
            actual.add("code", new JsonPrimitive(end.code()));
            actual.add("message", new JsonPrimitive(end.message()));
            noDifference(method, expected.json(), actual);
        } else {
            fail("%s: expected the end %s but got %s", method, expected.json(), arrival);
        }
    }

    private void noDifference(String method, JsonObject expected, JsonObject actual) {
        notes.difference(method, expected, actual).ifPresent(difference -> fail("%s", difference));
    }

    private Optional<String> token(Optional<JsonElement> token) {
        return token.map(given -> notes.resolve(given).getAsString());
    }

    /** Rule of the notation: at the end no stream may have an unread message. */
    private void nothingUnread() {
        streams.forEach((name, open) -> {
            Optional<Arrival> unread = open.conversation().next(Duration.ZERO);
            assertThat(unread.filter(Arrival.Message.class::isInstance))
                    .as("unread on stream %s", name)
                    .isEmpty();
        });
    }

    @Override
    public void close() {
        transport.close();
    }
}
