package io.fairlead.server.storage.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.fairlead.api.Bytes;
import io.fairlead.server.raft.model.ConfState;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.sim.SimCrash;
import io.fairlead.server.sim.SimDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SnapshotStoreTest {
    private static final Path DIRECTORY = Path.of("/member/snap");

    private final SimDisk disk = new SimDisk(new Random(1));
    private final SnapshotStore store = new SnapshotStore(disk, DIRECTORY);

    @Test
    void snapshot_saved_survivesAPowerCut() throws IOException {
        SnapFile file = file(2, 17);
        store.save(file);
        disk.crash();

        assertThat(store.newest(Set.of(new EntryId(2, 17)))).hasValue(file);
        assertThat(disk.list(DIRECTORY)).containsExactly("0000000000000002-0000000000000011.snap");
    }

    @Test
    void newest_ofThoseCommitted_isTheOneOfTheHighestTermAndIndex() throws IOException {
        for (SnapFile each : List.of(file(1, 30), file(2, 5), file(2, 4), file(3, 1))) {
            store.save(each);
        }

        assertThat(store.list())
                .containsExactly(new EntryId(1, 30), new EntryId(2, 4), new EntryId(2, 5), new EntryId(3, 1));
        assertThat(store.newest(Set.of(new EntryId(1, 30), new EntryId(2, 5), new EntryId(2, 4))))
                .hasValue(file(2, 5));
        assertThat(store.newest(Set.of(EntryId.ZERO))).isEmpty();
    }

    @Test
    void newest_damaged_isSetAsideForTheNextOlderOne() throws IOException {
        store.save(file(1, 10));
        store.save(file(1, 20));
        Path newest = DIRECTORY.resolve("0000000000000001-0000000000000014.snap");
        int size = disk.content(newest).length;
        int olderTaken = 0;
        for (int position = 0; position < size; position++) {
            store.save(file(1, 20));
            disk.damage(newest, position, 0x20);

            SnapFile found =
                    store.newest(Set.of(new EntryId(1, 10), new EntryId(1, 20))).orElseThrow();
            // Four bits of a number of 32 in five bytes of seven mean nothing.
            assertThat(found).as("byte %d", position).isIn(file(1, 10), file(1, 20));
            olderTaken += found.equals(file(1, 10)) ? 1 : 0;
        }
        assertThat(olderTaken).isGreaterThanOrEqualTo(size - 1);
        assertThat(disk.list(DIRECTORY)).contains("0000000000000001-0000000000000014.snap.broken");
    }

    @Test
    void newest_underAnotherName_isSetAside() throws IOException {
        store.save(file(1, 10));
        disk.rename(
                DIRECTORY.resolve(SnapFile.fileName(new EntryId(1, 10))),
                DIRECTORY.resolve(SnapFile.fileName(new EntryId(1, 11))));

        assertThat(store.newest(Set.of(new EntryId(1, 11)))).isEmpty();
    }

    @Test
    void retain_moreThanWanted_deletesTheOldestAndLeftovers() throws IOException {
        for (int index = 1; index <= 7; index++) {
            store.save(file(1, index));
        }
        disk.open(DIRECTORY.resolve("tmp-0000000000000001-0000000000000008.snap"))
                .close();

        store.retain(SnapshotStore.FILES_KEPT);

        assertThat(store.list()).hasSize(5).first().isEqualTo(new EntryId(1, 3));
        assertThat(disk.list(DIRECTORY)).hasSize(5);
    }

    /** Whatever the call the power goes out in: the older snapshot is there, and the new one is whole or absent. */
    @Test
    void save_crashedInAnyCall_leavesTheOlderOne() throws IOException {
        Set<EntryId> both = Set.of(new EntryId(1, 10), new EntryId(1, 20));
        for (int seed = 0; seed < 300; seed++) {
            SimDisk faulty = new SimDisk(new Random(seed));
            SnapshotStore crashing = new SnapshotStore(faulty, DIRECTORY);
            crashing.save(file(1, 10));
            faulty.crashAtCall(1 + seed % 8);
            boolean saved = false;
            try {
                crashing.save(file(1, 20));
                saved = true;
            } catch (SimCrash crash) {
                // As intended.
            }
            faulty.crash();

            SnapFile newest = crashing.newest(both).orElseThrow();
            assertThat(newest).isIn(file(1, 10), file(1, 20));
            assertThat(!saved || newest.equals(file(1, 20))).isTrue();
            assertThat(faulty.list(DIRECTORY)).noneMatch(name -> name.endsWith(".broken"));
        }
    }

    @Test
    void members_asJson_standWhereEtcdLooksForThem() {
        JsonObject json = JsonParser.parseString(MembersJson.encode(
                                9,
                                List.of(
                                        new MembersJson.KnownMember(
                                                0xabcL,
                                                List.of("http://a:1"),
                                                false,
                                                "one \"1\"",
                                                List.of("http://a:2")),
                                        new MembersJson.KnownMember(-1L, List.of("http://b:1"), true, "", List.of())),
                                List.of(0x77L),
                                "3.5.0")
                        .toUtf8())
                .getAsJsonObject();

        assertThat(json.get("CurrentIndex").getAsLong()).isEqualTo(9);
        JsonObject root = json.getAsJsonObject("Root");
        assertThat(root.get("Path").getAsString()).isEqualTo("/");
        JsonObject one = node(root, "0", "members", "abc");
        assertThat(one.get("Path").getAsString()).isEqualTo("/0/members/abc");
        assertThat(node(one, "raftAttributes").get("Value").getAsString()).isEqualTo("{\"peerURLs\":[\"http://a:1\"]}");
        assertThat(node(one, "attributes").get("Value").getAsString())
                .isEqualTo("{\"name\":\"one \\\"1\\\"\",\"clientURLs\":[\"http://a:2\"]}");
        JsonObject learner = node(root, "0", "members", "ffffffffffffffff");
        assertThat(node(learner, "raftAttributes").get("Value").getAsString())
                .isEqualTo("{\"peerURLs\":[\"http://b:1\"],\"isLearner\":true}");
        assertThat(learner.getAsJsonObject("Children").has("attributes")).isFalse();
        assertThat(node(root, "0", "removed_members", "77").get("Value").getAsString())
                .isEmpty();
        assertThat(node(root, "0", "version").get("Value").getAsString()).isEqualTo("3.5.0");
        assertThat(node(root, "1").getAsJsonObject("Children").size()).isZero();
    }

    private static JsonObject node(JsonObject from, String... names) {
        JsonObject at = from;
        for (String name : names) {
            at = at.getAsJsonObject("Children").getAsJsonObject(name);
        }
        return at;
    }

    private static SnapFile file(long term, long index) {
        ConfState confState = ConfState.of(List.of(1L, -2L), List.of(3L));
        return new SnapFile(new SnapshotMeta(new EntryId(term, index), confState), Bytes.utf8("{\"Root\":{}}"));
    }
}
