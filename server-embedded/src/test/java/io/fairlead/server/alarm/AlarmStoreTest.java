package io.fairlead.server.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import io.fairlead.api.pb.etcdserverpb.AlarmMember;
import io.fairlead.api.pb.etcdserverpb.AlarmType;
import io.fairlead.server.storage.backend.AppliedMark;
import io.fairlead.server.storage.backend.Backend;
import io.fairlead.server.storage.backend.Batch;
import io.fairlead.server.storage.backend.Bucket;
import io.fairlead.server.storage.backend.FileOwner;
import io.fairlead.server.storage.backend.MemoryBackend;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlarmStoreTest {
    private final Backend backend = new MemoryBackend(new FileOwner(1, 2));

    /** etcd takes the message's bytes for the key: other bytes would be an alarm that its tools can't take back. */
    @ParameterizedTest
    @ValueSource(longs = {0, 7, -1})
    void alarm_isKeptUnderTheBytesOfEtcdsMessage(long memberId) throws IOException {
        Alarm alarm = new Alarm(memberId, Alarm.CORRUPT);
        AlarmStore store = new AlarmStore();
        Batch batch = backend.begin();
        assertThat(store.raise(alarm, batch)).isTrue();
        backend.seal(batch, new AppliedMark(1, 1, Bytes.empty()));

        List<Bytes> keys = new ArrayList<>();
        backend.scan(Bucket.ALARM, (key, value) -> keys.add(key));
        assertThat(keys)
                .containsExactly(Bytes.unsafeWrap(AlarmMember.newBuilder()
                        .setMemberID(memberId)
                        .setAlarm(AlarmType.CORRUPT)
                        .build()
                        .toByteArray()));
        AlarmStore again = new AlarmStore();
        again.load(backend);
        assertThat(again.view()).containsExactly(alarm);
    }
}
