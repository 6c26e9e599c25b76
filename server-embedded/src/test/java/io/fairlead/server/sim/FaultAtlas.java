package io.fairlead.server.sim;

import io.fairlead.server.storage.wal.Wal;
import io.fairlead.server.storage.wal.WalCorruptException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Where disks may be damaged so that everything committed stays good on a quorum: on a minority of members at a time, and of
 * a log only such that the damage shows. What a disk lost of the last batch of a log can't be told from a batch that was
 * never forced; nothing that was acknowledged may depend on it, so the atlas leaves it alone.
 *
 * <p>A member counts as damaged from {@link #damaged} on until {@link #noteHealed} finds it whole: it has again, durably, all that
 * it ever acknowledged.
 */
final class FaultAtlas {
    private static final int ATTEMPTS = 8;

    /** About the size of a record. */
    private static final int NEAR = 60;

    private static final int VOTE_PLACE_SIZE = 4096;
    private static final int VOTE_SIZE = 64;

    private final int voters;

    /** By damaged member, the life in which it was struck last. */
    private final Map<SimMember, Integer> damaged = new LinkedHashMap<>();

    FaultAtlas(int voters) {
        this.voters = voters;
    }

    boolean mayDamage(SimMember member) {
        return damaged.containsKey(member) || damaged.size() < (voters - 1) / 2;
    }

    void damaged(SimMember member, String how) {
        damaged.put(member, member.lives());
        member.note("has its disk damaged: " + how);
    }

    /** Strikes those off that began a life from what the platters really have, and miss nothing of it any more. */
    void noteHealed() throws IOException {
        for (SimMember member : List.copyOf(damaged.keySet())) {
            if (member.isUp()
                    && member.lives() > damaged.getOrDefault(member, 0)
                    && !member.disk().isLying()
                    && !Wal.isRegaining(member.disk(), SimMember.WAL)) {
                damaged.remove(member);
                member.hasHealed();
            }
        }
    }

    /** Where the content of the log's last segment ends on the platters. */
    static LogEnd endOfLog(SimDisk disk, Path wal) throws IOException {
        List<Path> segments = segments(disk, wal);
        if (segments.isEmpty()) {
            return new LogEnd(wal, 0);
        }
        Path last = segments.get(segments.size() - 1);
        return new LogEnd(last, endOfContent(disk.durable(last)));
    }

    /** A place in a segment of a log. */
    record LogEnd(Path segment, int position) {
        LogEnd earlier(int bytes) {
            return new LogEnd(segment, Math.max(0, position - bytes));
        }
    }

    /**
     * As {@link #damageLog}, not far behind {@code from}: all records from there on are lost, and some may stand behind.
     *
     * @return what was done; empty where nothing was
     */
    static String damageLogAfter(SimDisk disk, Path wal, LogEnd from, RandomGenerator random) throws IOException {
        if (!disk.exists(from.segment())) {
            return "";
        }
        int end = endOfContent(disk.durable(from.segment()));
        for (int attempt = 0; attempt < ATTEMPTS && end > from.position(); attempt++) {
            int at = from.position() + random.nextInt(Math.min(NEAR, end - from.position()));
            if (flip(disk, wal, from.segment(), at, 1 << random.nextInt(8))) {
                return "byte " + at + " of " + from.segment().getFileName();
            }
        }
        return "";
    }

    /**
     * Rot in what the log's segments hold durably, or a sector of them that can no longer be read; now, whether the member
     * runs or not. It shows when the log is read the next time.
     *
     * @return what was done; empty where no place was found, and then nothing was done
     */
    static String damageLog(SimDisk disk, Path wal, RandomGenerator random) throws IOException {
        List<Path> segments = segments(disk, wal);
        for (int attempt = 0; attempt < ATTEMPTS && !segments.isEmpty(); attempt++) {
            Path file = segments.get(random.nextInt(segments.size()));
            int end = endOfContent(disk.durable(file));
            if (end == 0) {
                continue;
            }
            int at = random.nextInt(end);
            if (random.nextInt(4) == 0) {
                return makeUnreadable(disk, file, at);
            }
            int mask = 1 << random.nextInt(8);
            if (flip(disk, wal, file, at, mask)) {
                return "bit " + mask + " of byte " + at + " of " + file.getFileName();
            }
        }
        return "";
    }

    private static List<Path> segments(SimDisk disk, Path wal) throws IOException {
        return disk.files(wal).stream()
                .filter(file -> file.toString().endsWith(".wal"))
                .toList();
    }

    /** Flips a bit where that shows; whether it did. */
    private static boolean flip(SimDisk disk, Path wal, Path file, int at, int mask) throws IOException {
        disk.damage(file, at, mask);
        if (shows(disk, wal)) {
            return true;
        }
        disk.damage(file, at, mask);
        return false;
    }

    /** As {@link #damageLog}, in the files of the state. */
    static String damageState(SimDisk disk, Path state, RandomGenerator random) throws IOException {
        List<Path> files = disk.files(state);
        for (int attempt = 0; attempt < ATTEMPTS && !files.isEmpty(); attempt++) {
            Path file = files.get(random.nextInt(files.size()));
            int end = (int) disk.durableSize(file);
            if (end == 0) {
                continue;
            }
            int at = random.nextInt(end);
            if (random.nextInt(4) == 0) {
                return makeUnreadable(disk, file, at);
            }
            int mask = 1 << random.nextInt(8);
            disk.damage(file, at, mask);
            return "bit " + mask + " of byte " + at + " of " + file.getFileName();
        }
        return "";
    }

    /**
     * Rot in one of the two places of the file beside the log that hold term and vote, always the same one of a disk: the other
     * says the same whenever anything was promised.
     *
     * @param place 0 or 1
     */
    static String damageVote(SimDisk disk, Path wal, int place, RandomGenerator random) throws IOException {
        Path file = wal.resolve("vote");
        int at = place * VOTE_PLACE_SIZE + random.nextInt(VOTE_SIZE);
        if (!disk.exists(file) || at >= disk.durableSize(file)) {
            return "";
        }
        disk.damage(file, at, 1 << random.nextInt(8));
        return "byte " + at + " of " + file.getFileName();
    }

    private static String makeUnreadable(SimDisk disk, Path file, int at) throws IOException {
        disk.makeUnreadable(file, at);
        return "sector at " + at + " of " + file.getFileName() + " can't be read";
    }

    private static boolean shows(SimDisk disk, Path wal) {
        try {
            Wal.metadata(disk, wal);
            Wal.snapshots(disk, wal);
            return false;
        } catch (WalCorruptException e) {
            return true;
        } catch (IOException e) {
            // A sector before it can't be read: what is behind is lost with that, or can't be judged.
            return false;
        }
    }

    private static int endOfContent(byte[] content) {
        int end = content.length;
        while (end > 0 && content[end - 1] == 0) {
            end--;
        }
        return end;
    }
}
