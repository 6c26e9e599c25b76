package io.fairlead.jcache.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fairlead.api.FairleadException;
import io.fairlead.api.KeyValue;
import io.fairlead.client.FairleadClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.cache.CacheException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedMembersTest {
    private final EmbeddedMembers members = new EmbeddedMembers(EmbeddedMembersTest.class.getClassLoader());

    @TempDir
    private Path home;

    @Test
    void member_joinedTwice_runsUntilBothHaveLeft() {
        EmbeddedMember first = members.join(Optional.empty());
        EmbeddedMember second = members.join(Optional.empty());
        try (FairleadClient client = FairleadClient.connect(first.endpoint())) {
            assertThat(second.endpoint()).isEqualTo(first.endpoint());

            first.close();
            first.close();
            client.kv().put("a", "1");

            second.close();
            assertThatExceptionOfType(FairleadException.class)
                    .isThrownBy(() ->
                            client.withDeadline(Duration.ofMillis(300)).kv().get("a"));
        }
    }

    @Test
    void data_withADirectory_outlivesTheMember() {
        Optional<Path> data = Optional.of(home.resolve("data"));
        put(data);

        assertThat(get(data)).isPresent();
    }

    @Test
    void data_withoutADirectory_goesWithTheMember() {
        put(Optional.empty());

        assertThat(get(Optional.empty())).isEmpty();
    }

    @Test
    void members_ofTwoDirectories_areTwo() {
        Path data = home.resolve("one");
        try (EmbeddedMember one = members.join(Optional.of(data));
                EmbeddedMember sameWritten = members.join(Optional.of(home.resolve("./one")));
                EmbeddedMember two = members.join(Optional.of(home.resolve("two")))) {
            assertThat(sameWritten.endpoint()).isEqualTo(one.endpoint());
            assertThat(two.endpoint()).isNotEqualTo(one.endpoint());
        }
    }

    @Test
    void directory_thatCannotBeUsed_isToldAndLeavesNothing() throws IOException {
        Path file = Files.writeString(home.resolve("file"), "not a directory");

        assertThatExceptionOfType(CacheException.class)
                .isThrownBy(() -> members.join(Optional.of(file)))
                .withMessageContaining("the embedded member does not start");

        Files.delete(file);
        assertThat(get(Optional.of(file))).isEmpty();
    }

    @Test
    void directory_ofAnotherMember_isRefused() {
        Optional<Path> data = Optional.of(home.resolve("taken"));
        EmbeddedMembers others = new EmbeddedMembers(EmbeddedMembersTest.class.getClassLoader());
        try (EmbeddedMember holder = others.join(data)) {
            assertThat(holder.endpoint()).startsWith("inprocess:");
            assertThatExceptionOfType(CacheException.class)
                    .isThrownBy(() -> members.join(data))
                    .withMessageContaining("the embedded member does not start");
        }
    }

    @Test
    void join_interrupted_startsNothingAndKeepsTheFlag() {
        Thread.currentThread().interrupt();
        try {
            assertThatExceptionOfType(CacheException.class).isThrownBy(() -> members.join(Optional.empty()));
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            boolean unused = Thread.interrupted();
        }
        assertThat(get(Optional.empty())).isEmpty();
    }

    @Test
    void server_missing_isToldByTheNameOfItsJar() {
        EmbeddedMembers without = new EmbeddedMembers(ClassLoader.getPlatformClassLoader());

        assertThatExceptionOfType(CacheException.class)
                .isThrownBy(() -> without.join(Optional.empty()))
                .withMessageContaining("io.fairlead:fairlead-server-embedded");
    }

    private void put(Optional<Path> data) {
        try (EmbeddedMember member = members.join(data);
                FairleadClient client = FairleadClient.connect(member.endpoint())) {
            client.kv().put("a", "1");
        }
    }

    private Optional<KeyValue> get(Optional<Path> data) {
        try (EmbeddedMember member = members.join(data);
                FairleadClient client = FairleadClient.connect(member.endpoint())) {
            return client.kv().get("a");
        }
    }
}
