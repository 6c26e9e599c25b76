package io.fairlead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Commands that go on until somebody interrupts them, against one real member. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LastingCommandsTest {
    private Servers servers;
    private String here;

    @BeforeAll
    void start() throws IOException, InterruptedException, TimeoutException {
        servers = Servers.start(1);
        here = servers.endpoints();
    }

    @AfterAll
    void stop() {
        servers.close();
    }

    @Test
    void lock_interrupted_isFreeAgain() throws Exception {
        Person holder = Person.types(here, "lock", "door").hears("door/[0-9a-f]+\n\n");
        Person waiting = Person.types(here, "lock", "door", "--", "sh", "-c", "echo mine");

        assertThat(holder.interrupts().exitCode()).isZero();

        assertThat(waiting.ends()).isEqualTo(new Typed(0, "mine\n", ""));
        assertThat(run("get", "door", "--prefix").out()).isEmpty();
    }

    @Test
    void lock_withAProgram_givesItKeyAndToken() {
        Typed typed = run("lock", "tool", "--", "sh", "-c", "echo $ETCD_LOCK_KEY $ETCD_LOCK_REV; exit 7");

        assertThat(typed.out()).matches("tool/[0-9a-f]+ [0-9]+\n");
        assertThat(typed.err()).isEqualTo("Error: exit status 7\n");
        assertThat(typed.exitCode()).isEqualTo(7);
    }

    @Test
    void elect_interrupted_resigns() throws Exception {
        Person leader = Person.types(here, "elect", "seat", "ann").hears("seat/[0-9a-f]+\nann\n");
        Person listener = Person.types(here, "elect", "-l", "seat").hears("seat/[0-9a-f]+\nann\n");

        assertThat(leader.interrupts().exitCode()).isZero();
        Person next = Person.types(here, "elect", "seat", "bob").hears("bob\n");
        listener.hears("bob\n");

        assertThat(next.interrupts().exitCode()).isZero();
        assertThat(listener.interrupts().exitCode()).isZero();
        assertThat(run("get", "seat", "--prefix").out()).isEmpty();
    }

    @Test
    void leaseKeepAlive_interrupted_ends() throws Exception {
        String id = run("lease", "grant", "60").out().split(" ", 3)[1];

        Person keeper = Person.types(here, "lease", "keep-alive", id).hears("lease " + id + " keepalived with TTL");

        assertThat(keeper.interrupts().exitCode()).isZero();
    }

    @Test
    void makeMirror_copiesWhatIsThereAndWhatComes() throws Exception {
        run("put", "from/1", "a");
        Person reader = Person.types(here, "watch", "to/", "--prefix");

        Person mirror = Person.types(here, "make-mirror", here, "--prefix=from/", "--dest-prefix=to/")
                .hearsComplaint("copied 1 keys");
        run("put", "from/2", "b");
        mirror.hearsComplaint("copied 2 keys");
        run("del", "from/1");
        mirror.hearsComplaint("copied 3 keys");

        assertThat(mirror.interrupts().exitCode()).isZero();
        assertThat(run("get", "to/", "--prefix").out()).isEqualTo("to/2\nb\n");
        reader.hears("DELETE\nto/1\n\n");
    }

    @Test
    void watch_programAtAnEvent_getsItAndEndsTheWatchByFailing() throws Exception {
        run("put", "bell", "ding");

        Typed typed = run(
                "watch", "bell", "--rev=1", "--", "sh", "-c", "echo $ETCD_WATCH_EVENT_TYPE $ETCD_WATCH_VALUE; exit 3");

        assertThat(typed.out()).isEqualTo("PUT\nbell\nding\n\"PUT\" \"ding\"\n");
        assertThat(typed.err())
                .isEqualTo("command [\"sh\" \"-c\" \"echo $ETCD_WATCH_EVENT_TYPE $ETCD_WATCH_VALUE; exit 3\"] "
                        + "error (exit status 3)\n");
        assertThat(typed.exitCode()).isEqualTo(1);
    }

    @Test
    void interactiveWatch_readsWatchesUntilTheInputEnds() throws Exception {
        run("put", "ia", "1");
        run("put", "ib", "2");
        PipedOutputStream typing = new PipedOutputStream();
        Person person = Person.types(here, new PipedInputStream(typing), "watch", "-i");

        typing.write("watch --rev=1 ia\nwatch ib --rev=1\nbogus\nwatch\n".getBytes(StandardCharsets.UTF_8));
        typing.flush();
        person.hears("PUT\nia\n1\n").hears("PUT\nib\n2\n").hearsComplaint("watch and progress supported");
        typing.write("progress\n".getBytes(StandardCharsets.UTF_8));
        typing.flush();
        person.hears("progress notify: \\d+\n");
        typing.close();

        Typed typed = person.ends();
        assertThat(typed.exitCode()).isEqualTo(3);
        assertThat(typed.err()).contains("Error: Error reading watch request line: EOF");
    }

    @Test
    void userAdd_withoutAPassword_asksTwice() throws Exception {
        Typed added = new Person()
                .knowing("secret", "secret")
                .start(here, System.in, "user", "add", "typed")
                .ends();
        Typed mistyped = new Person()
                .knowing("secret", "secrte")
                .start(here, System.in, "user", "passwd", "typed")
                .ends();

        assertThat(added).isEqualTo(new Typed(0, "User typed created\n", ""));
        assertThat(mistyped).isEqualTo(new Typed(128, "", "Error: given passwords are different\n"));
    }

    private Typed run(String... words) {
        return Typed.line(words).at(here).run();
    }
}
