package io.fairlead.server.storage.bolt;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is read again, whatever its shape. */
class BoltImageTest {
    private final NavigableMap<Bytes, NavigableMap<Bytes, Bytes>> buckets = new TreeMap<>();

    @Test
    void noBuckets_written_isAnEmptyDatabase() throws IOException {
        byte[] file = Buckets.write(buckets);

        assertThat(file).hasSize(3 * 4096);
        assertThat(Buckets.read(file)).isEmpty();
    }

    @Test
    void emptyAndSmallBuckets_written_standInTheRoot() throws IOException {
        bucket("empty");
        bucket("one").put(Bytes.utf8("k"), Bytes.utf8("v"));
        bucket("valueless").put(Bytes.utf8("k"), Bytes.empty());

        byte[] file = Buckets.write(buckets);

        assertThat(file).hasSize(3 * 4096);
        assertThat(Buckets.read(file)).isEqualTo(buckets);
    }

    @Test
    void manyKeys_written_makeSeveralLevels() throws IOException {
        NavigableMap<Bytes, Bytes> keys = bucket("key");
        for (int i = 0; i < 100_000; i++) {
            keys.put(number(i), Bytes.utf8("value of " + i));
        }
        bucket("meta").put(Bytes.utf8("term"), number(1));

        byte[] file = Buckets.write(buckets);

        assertThat(Buckets.read(file)).isEqualTo(buckets);
        assertThat(file.length).isLessThan(100_000 * 60);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1007, 1008, 4000, 4047, 4048, 4049, 5000, 8144, 100_000, 3_000_000})
    void largeValues_written_takePagesOfTheirOwn(int size) throws IOException {
        NavigableMap<Bytes, Bytes> keys = bucket("key");
        for (int i = 0; i < 5; i++) {
            keys.put(number(i), Bytes.unsafeWrap(new byte[size]));
        }
        keys.put(number(7), Bytes.utf8("small"));

        assertThat(Buckets.read(Buckets.write(buckets))).isEqualTo(buckets);
    }

    @Test
    void longestKeys_written_areRead() throws IOException {
        NavigableMap<Bytes, Bytes> keys = bucket("key");
        for (int i = 0; i < 20; i++) {
            byte[] key = new byte[BoltFormat.KEY_SIZE_MAX];
            key[key.length - 1] = (byte) i;
            keys.put(Bytes.unsafeWrap(key), Bytes.empty());
        }

        assertThat(Buckets.read(Buckets.write(buckets))).isEqualTo(buckets);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void randomContent_written_isReadAgain(long seed) throws IOException {
        Random random = new Random(seed);
        for (int i = 0; i < 10; i++) {
            NavigableMap<Bytes, Bytes> entries = bucket("bucket-" + i);
            int count = random.nextInt(1 << random.nextInt(12));
            for (int n = 0; n < count; n++) {
                byte[] key = new byte[1 + random.nextInt(40)];
                byte[] value = new byte[random.nextInt(1 << random.nextInt(13))];
                random.nextBytes(key);
                random.nextBytes(value);
                entries.put(Bytes.unsafeWrap(key), Bytes.unsafeWrap(value));
            }
        }

        byte[] file = Buckets.write(buckets);

        assertThat(Buckets.read(file)).isEqualTo(buckets);
        everyBranchHasTwoChildren(file);
    }

    @Test
    void image_readInSmallPieces_isTheSame() throws IOException {
        for (int i = 0; i < 300; i++) {
            bucket("key").put(number(i), Bytes.utf8("value"));
        }
        byte[] file = Buckets.write(buckets);

        NavigableMap<Bytes, NavigableMap<Bytes, Bytes>> again = Buckets.read(file);

        assertThat(Buckets.write(again)).isEqualTo(file);
    }

    /** bbolt fails when it deletes from a tree where one has only one. */
    private static void everyBranchHasTwoChildren(byte[] file) {
        ByteBuffer pages = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        for (int page = 2; page * 4096 < file.length; page += 1 + pages.getInt(page * 4096 + 12)) {
            assertThat(pages.getLong(page * 4096)).isEqualTo(page);
            if (pages.getShort(page * 4096 + 8) == BoltFormat.BRANCH) {
                assertThat((int) pages.getShort(page * 4096 + 10))
                        .as("page " + page)
                        .isGreaterThan(1);
            }
        }
    }

    private NavigableMap<Bytes, Bytes> bucket(String name) {
        return buckets.computeIfAbsent(Bytes.utf8(name), missing -> new TreeMap<>());
    }

    private static Bytes number(long number) {
        return Bytes.unsafeWrap(ByteBuffer.allocate(8).putLong(number).array());
    }
}
