package io.fairlead.server.database;

import io.fairlead.api.Bytes;
import io.fairlead.server.storage.backend.AppliedMark;
import io.fairlead.server.storage.backend.Backend;
import io.fairlead.server.storage.backend.Batch;
import io.fairlead.server.storage.backend.Bucket;
import io.fairlead.server.storage.backend.RevisionRecord;
import io.fairlead.server.storage.bolt.BoltFile;
import io.fairlead.server.storage.bolt.BoltVisitor;
import io.fairlead.server.storage.bolt.DamagedBoltException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes a database into an empty backend, as the state of a new cluster: keys with their history, leases, users, roles, alarms.
 * The members, the cluster version and the marks of the log it came from stay behind.
 */
public final class DatabaseImport {
    /** Bytes after which a batch is sealed. */
    private static final long BATCH_SIZE = 1 << 20;

    private static final Pattern VERSION = Pattern.compile("(\\d{1,9})\\.(\\d{1,9})\\..*");

    /** The newest storage version whose buckets are known to mean what they mean here. */
    private static final int MINOR_MAX = 7;

    private static final Set<Bytes> NOT_OF_META = new TreeSet<>(
            Arrays.asList(Schema.CONSISTENT_INDEX, Schema.TERM, Schema.CONF_STATE, Schema.STORAGE_VERSION));

    private final Backend backend;
    private final AppliedMark mark;
    private Batch batch;
    private long batchBytes;
    private long newestMain;

    /**
     * @param backend without any record or entry
     * @param mark of the state that comes out of it
     */
    public DatabaseImport(Backend backend, AppliedMark mark) {
        this.backend = backend;
        this.mark = mark;
        this.batch = backend.begin();
    }

    /**
     * Reads everything, and seals it; not forced.
     *
     * @throws DamagedBoltException if the file is damaged, or is no database of etcd; the backend is half filled then
     */
    public void take(BoltFile database) throws IOException {
        Intake intake = new Intake();
        database.walk(intake);
        if (!intake.sawMeta) {
            throw new DamagedBoltException("not a database of etcd: there is no bucket meta");
        }
    }

    /**
     * Raises the revision, so that clients see none twice that they saw before, and compacts everything below.
     *
     * @param by how much
     */
    public void raiseRevision(long by) {
        long raised = Math.addExact(newestMain, by);
        batch.put(raised, 0, Bytes.empty(), Bytes.empty(), 0, 0, 0);
        batch.put(Bucket.META, Schema.SCHEDULED_COMPACTION, KeyRecords.revision(raised, 0, false));
    }

    /** The batch that {@link #finish} will seal, for what else belongs to the new state. */
    public Batch batch() {
        return batch;
    }

    /** Seals the rest. */
    public void finish() throws IOException {
        backend.seal(batch, mark);
    }

    private void sealIfLarge(long added) throws IOException {
        batchBytes += added;
        if (batchBytes >= BATCH_SIZE) {
            backend.seal(batch, mark);
            batch = backend.begin();
            batchBytes = 0;
        }
    }

    private final class Intake implements BoltVisitor {
        private boolean inKeys;

        /** Null for buckets that stay behind. */
        private @Nullable Bucket bucket;

        private boolean sawMeta;
        private int newestSub;

        @Override
        public void bucket(Bytes name) {
            inKeys = name.equals(Schema.KEY);
            bucket = known(name.toUtf8())
                    .filter(found -> found != Bucket.MEMBERS && found != Bucket.MEMBERS_REMOVED)
                    .orElse(null);
            sawMeta |= bucket == Bucket.META;
        }

        @Override
        public void entry(Bytes key, Bytes value) throws IOException {
            if (inKeys) {
                record(KeyRecords.decode(key, value));
            } else if (bucket != null && isTaken(bucket, key, value)) {
                batch.put(bucket, key, value);
                sealIfLarge(key.size() + (long) value.size());
            }
        }

        private void record(RevisionRecord record) throws IOException {
            if (record.main() == newestMain && record.sub() <= newestSub) {
                throw new DamagedBoltException("bucket key: two entries of revision " + record.main());
            }
            newestMain = record.main();
            newestSub = record.sub();
            if (record.tombstone()) {
                batch.tombstone(record.main(), record.sub(), record.key());
            } else {
                batch.put(
                        record.main(),
                        record.sub(),
                        record.key(),
                        record.value(),
                        record.createRevision(),
                        record.version(),
                        record.lease());
            }
            sealIfLarge(record.key().size() + (long) record.value().size() + Long.BYTES);
        }

        private static boolean isTaken(Bucket bucket, Bytes key, Bytes value) throws DamagedBoltException {
            if (bucket == Bucket.META && key.equals(Schema.STORAGE_VERSION)) {
                checkVersion(value.toUtf8());
            }
            return switch (bucket) {
                case META -> !NOT_OF_META.contains(key);
                // The leader of the new cluster sets the version of its own members.
                case CLUSTER -> !key.equals(Schema.CLUSTER_VERSION);
                default -> true;
            };
        }

        private static void checkVersion(String version) throws DamagedBoltException {
            Matcher parts = VERSION.matcher(version);
            if (!parts.matches()
                    || Integer.parseInt(parts.group(1)) != 3
                    || Integer.parseInt(parts.group(2)) > MINOR_MAX) {
                throw new DamagedBoltException("the database has storage version \"" + version + "\", 3." + MINOR_MAX
                        + " is the newest known");
            }
        }

        private static Optional<Bucket> known(String name) {
            return Arrays.stream(Bucket.values())
                    .filter(bucket -> bucket.etcdName().equals(name))
                    .findFirst();
        }
    }
}
