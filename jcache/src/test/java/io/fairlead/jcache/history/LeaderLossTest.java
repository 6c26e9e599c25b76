package io.fairlead.jcache.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.KeyRange;
import io.fairlead.api.watch.WatchIterator;
import io.fairlead.api.watch.WatchOptions;
import io.fairlead.jcache.history.Call.Ending;
import io.fairlead.jcache.history.Call.What;
import io.fairlead.jcache.jvm.JavaProcess;
import io.fairlead.jcache.jvm.MemberProcesses;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two and three JVMs use the same caches while the leader is killed and started again: all that they saw must be what one
 * thread after the other could have seen. For more: {@code -Dfairlead.history.rounds=20}.
 */
class LeaderLossTest {
    private static final int ROUNDS = Integer.getInteger("fairlead.history.rounds", 1);
    private static final int WRITES_BETWEEN = 400;

    @TempDir
    static Path folder;

    static MemberProcesses members;

    @BeforeAll
    static void start() {
        members = MemberProcesses.start(3, folder);
    }

    @AfterAll
    static void end() {
        members.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void leader_killedWhileJvmsShareCaches_allThatTheySawCanBeTrue(int jvms) throws IOException {
        String namespace = "/leader-loss-" + jvms;
        List<JavaProcess> programs = new ArrayList<>();
        members.restartKilled();
        try {
            for (int i = 0; i < jvms; i++) {
                programs.add(JavaProcess.start(
                        "p" + jvms + i,
                        CacheProgram.class,
                        folder,
                        List.of("p" + i, uri(namespace), file(jvms, i).toString())));
            }
            programs.forEach(program -> program.await(CacheProgram.OPEN));
            all(programs, CacheProgram.GO);
            loseLeaders(KeyRange.prefix(namespace.substring(1) + "/"));
            all(programs, CacheProgram.STOP);
            all(programs.subList(0, 1), CacheProgram.LOOK);
            all(programs, CacheProgram.WRITE);
        } finally {
            programs.forEach(JavaProcess::close);
        }
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < jvms; i++) {
            Files.readAllLines(file(jvms, i)).forEach(line -> calls.add(Call.ofLine(line)));
        }
        report(jvms, calls);

        assertThat(Linearizability.violations(calls)).isEmpty();
        assertThat(calls).extracting(Call::what).contains(What.values());
        counterIsExact(calls, CacheProgram.COUNTER);
        counterIsExact(calls, CacheProgram.TICKET);
    }

    /** The cluster's own count of what happens tells when enough has happened. */
    private static void loseLeaders(KeyRange entries) {
        try (WatchIterator watch = members.client().watches().iterate(entries, WatchOptions.fromNow())) {
            for (int round = 0; round < ROUNDS; round++) {
                members.restartKilled();
                awaitWrites(watch);
                members.kill(members.leader());
                awaitWrites(watch);
            }
        }
    }

    private static void awaitWrites(WatchIterator watch) {
        int count = 0;
        while (count < WRITES_BETWEEN) {
            count += watch.poll(JavaProcess.PATIENCE).orElseThrow().events().size();
        }
    }

    private static void all(List<JavaProcess> programs, String word) {
        programs.forEach(program -> program.tell(word));
        programs.forEach(program -> program.await(word));
    }

    /** Each call that was answered counted once, and each that was not at most once. */
    private static void counterIsExact(List<Call> calls, String counter) {
        List<Call> increments = calls.stream()
                .filter(call -> call.what() == What.INCREMENT && call.key().equals(counter))
                .toList();
        long answered = count(increments, Ending.ANSWERED);
        Call last = calls.stream()
                .filter(call -> call.what() == What.GET && call.key().equals(counter))
                .filter(call -> call.ending() == Ending.ANSWERED)
                .findFirst()
                .orElseThrow();
        assertThat(answered).isPositive();
        assertThat(Long.parseLong(last.result())).isBetween(answered, answered + count(increments, Ending.UNKNOWN));
        assertThat(increments)
                .filteredOn(call -> call.ending() == Ending.ANSWERED)
                .extracting(Call::result)
                .doesNotHaveDuplicates();
    }

    private static long count(List<Call> calls, Ending ending) {
        return calls.stream().filter(call -> call.ending() == ending).count();
    }

    private static void report(int jvms, List<Call> calls) {
        System.out.printf(
                "leader loss under %d JVMs: %d calls, %d not applied, %d of unknown outcome%n",
                jvms, calls.size(), count(calls, Ending.NOT_APPLIED), count(calls, Ending.UNKNOWN));
    }

    /** A cold JVM on a busy machine needs longer for its first call than users would wait for an answer. */
    private static String uri(String namespace) {
        return "fairlead://"
                + members.endpoints().stream()
                        .map(endpoint -> URI.create(endpoint).getAuthority())
                        .collect(Collectors.joining(","))
                + namespace + "?atomic-bulk=required&deadline=" + JavaProcess.PATIENCE.toSeconds() + "s";
    }

    private static Path file(int jvms, int program) {
        return folder.resolve("calls-" + jvms + "-" + program);
    }
}
