package io.fairlead.server.storage.bolt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Files that break the rules are refused, whatever is in them. */
@Timeout(60)
class BoltFileTest {
    private static final Path RECORDED = Path.of("src", "test", "resources", "golden", "files", "snapshot-small.db");

    private static final int PAGE = 4096;

    private final NavigableMap<Bytes, NavigableMap<Bytes, Bytes>> content = new TreeMap<>();
    private byte[] file = {};

    @BeforeEach
    void write() throws IOException {
        NavigableMap<Bytes, Bytes> keys = new TreeMap<>();
        for (int i = 0; i < 20_000; i++) {
            keys.put(Bytes.utf8(String.format("key-%05d", i)), Bytes.utf8("value-" + i));
        }
        keys.put(Bytes.utf8("key-large"), Bytes.unsafeWrap(new byte[3 * PAGE]));
        content.put(Bytes.utf8("key"), keys);
        content.put(Bytes.utf8("meta"), new TreeMap<>());
        file = Buckets.write(content);
    }

    @Test
    void oneMetaDamaged_theOtherOneServes() throws IOException {
        for (int meta = 0; meta < 2; meta++) {
            byte[] damaged = file.clone();
            damaged[meta * PAGE + 20] ^= 1;
            assertThat(Buckets.read(damaged)).isEqualTo(content);
        }
    }

    @Test
    void bothMetasDamaged_isRefused() {
        file[30] ^= 1;
        file[PAGE + 30] ^= 1;
        refused("wrong checksum of the meta page");
    }

    @Test
    void emptyFile_isRefused() {
        file = new byte[0];
        refused("test.db: the file is too short");
    }

    @Test
    void otherFile_isRefused() {
        file = new byte[100_000];
        refused("test.db: not a database: wrong magic number");
    }

    @Test
    void fileCutShort_isRefusedAtOnce() {
        file = Arrays.copyOf(file, file.length - 1);
        refused("pages of 4096 bytes are in use, the file has");
    }

    @Test
    void pageInTheWrongPlace_isRefused() {
        System.arraycopy(file, 5 * PAGE, file, 6 * PAGE, PAGE);
        refused("test.db, page 6: calls itself 5");
    }

    @Test
    void keysOutOfOrder_areRefused() {
        int page = leafWith("key-00001");
        int at = find("key-00001", page);
        file[at + 8] = '0';
        refused("page " + page / PAGE + ": keys out of order, element 1");
    }

    @Test
    void keyBelowItsBranch_isRefused() {
        int page = leafWith("key-00500");
        int first = page + BoltFormat.PAGE_HEAD_SIZE + pages().getShort(page + 10) * BoltFormat.ELEMENT_SIZE;
        file[first] = 'a';
        refused("page " + page / PAGE + ": a key outside of the range that its branch gives");
    }

    @Test
    void pageReachedTwice_isRefused() {
        int branch = 0;
        while (pages().getShort(branch + 8) != BoltFormat.BRANCH) {
            branch += PAGE;
        }
        int second = branch + BoltFormat.PAGE_HEAD_SIZE + BoltFormat.ELEMENT_SIZE;
        pages().putLong(second + 8, pages().getLong(second - 8));
        refused("reached twice");
    }

    @Test
    void branchThatLeadsToItself_isRefused() {
        int branch = 0;
        while (pages().getShort(branch + 8) != BoltFormat.BRANCH) {
            branch += PAGE;
        }
        pages().putLong(branch + BoltFormat.PAGE_HEAD_SIZE + 8, branch / PAGE);
        refused("page " + branch / PAGE + ": reached twice");
    }

    @Test
    void elementsThatShareBytes_areRefused() {
        int page = leafWith("key-00500");
        int second = page + BoltFormat.PAGE_HEAD_SIZE + BoltFormat.ELEMENT_SIZE;
        pages().putInt(second + 4, pages().getInt(second + 4) - 1);
        refused("page " + page / PAGE + ": element 1 lies outside its page, or over another");
    }

    @Test
    void storedFreeList_thatKnowsEachUnreachedPage_isAccepted() throws IOException {
        byte[] two = withFreeList(1, 3L);
        two[3 * PAGE] = 77; // a free page may hold anything

        assertThat(Buckets.read(two)).isEqualTo(new TreeMap<>());
    }

    @Test
    void storedFreeList_thatMissesAPage_isRefused() {
        file = withFreeList(0);
        refused("test.db, page 3: neither in use nor free");
    }

    @Test
    void storedFreeList_thatNamesAPageInUse_isRefused() {
        file = withFreeList(2, 3L, 2L);
        refused("page 2 is called free, and is in use, free already, or not there");
    }

    @Test
    void anyFlippedByte_endsInAnErrorOrAnAnswer() throws IOException {
        byte[] recorded = Files.readAllBytes(RECORDED);
        Random random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] damaged = recorded.clone();
            for (int n = random.nextInt(3); n >= 0; n--) {
                // Mostly where the structure is: heads and elements.
                int page = random.nextInt(14) * PAGE;
                damaged[page + random.nextInt(random.nextInt(3) == 0 ? PAGE : 256)] = (byte) random.nextInt(256);
            }
            refused += isRefused(damaged) ? 1 : 0;
        }
        assertThat(refused).isBetween(500, 2999);
    }

    @Test
    void anyCut_isRefusedBelowThePagesInUse() throws IOException {
        byte[] recorded = Files.readAllBytes(RECORDED);
        for (int size = 0; size < recorded.length; size += 509) {
            assertThat(isRefused(Arrays.copyOf(recorded, size)))
                    .as("cut to %d", size)
                    .isEqualTo(size < 14 * PAGE);
        }
    }

    private static boolean isRefused(byte[] bytes) throws IOException {
        try {
            Buckets.read(bytes);
            return false;
        } catch (DamagedBoltException e) {
            return true;
        }
    }

    private void refused(String why) {
        assertThatThrownBy(() -> Buckets.read(file))
                .isInstanceOf(DamagedBoltException.class)
                .hasMessageContaining(why);
    }

    /** Pages: metas, an empty root, one that nobody reaches, the free list. */
    private static byte[] withFreeList(int count, long... free) {
        ByteBuffer bytes = ByteBuffer.allocate(5 * PAGE).order(ByteOrder.LITTLE_ENDIAN);
        for (int meta = 0; meta < 2; meta++) {
            bytes.put(BoltFormat.writeMeta(meta, new BoltFormat.Meta(PAGE, 2, 4, 5, meta)));
        }
        bytes.putLong(2 * PAGE, 2).putShort(2 * PAGE + 8, (short) BoltFormat.LEAF);
        bytes.putLong(4 * PAGE, 4).putShort(4 * PAGE + 8, (short) BoltFormat.FREE_LIST);
        bytes.putShort(4 * PAGE + 10, (short) count);
        for (int i = 0; i < free.length; i++) {
            bytes.putLong(4 * PAGE + 16 + 8 * i, free[i]);
        }
        return bytes.array();
    }

    private ByteBuffer pages() {
        return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Where the leaf with a key begins. */
    private int leafWith(String key) {
        for (int page = 2 * PAGE; page < file.length; page += PAGE) {
            if (pages().getShort(page + 8) == BoltFormat.LEAF && find(key, page) >= 0) {
                return page;
            }
        }
        throw new AssertionError("no leaf has " + key);
    }

    private int find(String text, int page) {
        byte[] wanted = Bytes.utf8(text).toByteArray();
        for (int at = page; at < page + PAGE - wanted.length; at++) {
            if (Arrays.equals(file, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }
}
