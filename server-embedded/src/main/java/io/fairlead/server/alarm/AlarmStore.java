package io.fairlead.server.alarm;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import io.fairlead.api.Bytes;
import io.fairlead.server.storage.backend.Backend;
import io.fairlead.server.storage.backend.Batch;
import io.fairlead.server.storage.backend.Bucket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The raised alarms. Apply loop writes; {@link #view()} is for everyone and changes when a batch has been sealed. */
public final class AlarmStore {
    private static final int MEMBER_FIELD = 1;
    private static final int TYPE_FIELD = 2;

    /** With the changes of the batch under way. */
    private final SortedSet<Alarm> working = new TreeSet<>();

    private volatile List<Alarm> view = List.of();

    /** Takes over what the backend holds. */
    public void load(Backend backend) {
        working.clear();
        backend.scan(Bucket.ALARM, (key, value) -> working.add(decode(key)));
        publish();
    }

    /** In ascending order of member and type. Any thread. */
    public List<Alarm> view() {
        return view;
    }

    /** With the batch under way. Apply loop. */
    public boolean isAnyRaised() {
        return !working.isEmpty();
    }

    /** Is this alarm raised for any member, with the batch under way? Apply loop. */
    public boolean isRaised(int type) {
        return working.stream().anyMatch(alarm -> alarm.type() == type);
    }

    /** Returns whether this changed anything. */
    public boolean raise(Alarm alarm, Batch batch) {
        if (!working.add(alarm)) {
            return false;
        }
        batch.put(Bucket.ALARM, encode(alarm), Bytes.empty());
        return true;
    }

    /** Returns whether this changed anything. */
    public boolean clear(Alarm alarm, Batch batch) {
        if (!working.remove(alarm)) {
            return false;
        }
        batch.remove(Bucket.ALARM, encode(alarm));
        return true;
    }

    /** With the batch under way. Apply loop. */
    public List<Alarm> raised() {
        return List.copyOf(working);
    }

    /** The batch with the changes has been sealed: readers may see them. */
    public void publish() {
        view = List.copyOf(working);
    }

    /** The bytes of {@code etcdserverpb.AlarmMember}, which etcd takes as the key. */
    private static Bytes encode(Alarm alarm) {
        boolean named = alarm.memberId() != 0; // The wire has no field for what is 0.
        int size = (named ? CodedOutputStream.computeUInt64Size(MEMBER_FIELD, alarm.memberId()) : 0)
                + CodedOutputStream.computeEnumSize(TYPE_FIELD, alarm.type());
        byte[] bytes = new byte[size];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            if (named) {
                out.writeUInt64(MEMBER_FIELD, alarm.memberId());
            }
            out.writeEnum(TYPE_FIELD, alarm.type());
        } catch (IOException e) {
            throw new UncheckedIOException("an array of the computed size was too small", e);
        }
        return Bytes.unsafeWrap(bytes);
    }

    private static Alarm decode(Bytes key) {
        long memberId = 0;
        int type = 0;
        CodedInputStream in = CodedInputStream.newInstance(key.asByteBuffer());
        try {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                switch (tag >>> 3) {
                    case MEMBER_FIELD -> memberId = in.readUInt64();
                    case TYPE_FIELD -> type = in.readEnum();
                    default -> in.skipField(tag);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("bucket alarm holds a damaged key: " + key, e);
        }
        return new Alarm(memberId, type);
    }
}
