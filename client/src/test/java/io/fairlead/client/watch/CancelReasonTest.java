package io.fairlead.client.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.error.EtcdError;
import io.fairlead.client.watch.CancelReason.Remedy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CancelReasonTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        rpc error: code = PermissionDenied desc = etcdserver: permission denied | PERMISSION_DENIED | OTHER_TOKEN
        etcdserver: permission denied | PERMISSION_DENIED | OTHER_TOKEN
        rpc error: code = Unauthenticated desc = etcdserver: invalid auth token | INVALID_AUTH_TOKEN | OTHER_TOKEN
        rpc error: code = InvalidArgument desc = etcdserver: user name is empty | USER_EMPTY | OTHER_TOKEN
        rpc error: code = InvalidArgument desc = etcdserver: revision of auth store is old | AUTH_OLD_REVISION | OTHER_TOKEN
        etcdserver: too many requests | TOO_MANY_REQUESTS | LATER
        rpc error: code = Unavailable desc = etcdserver: no leader | NO_LEADER | LATER
        rpc error: code = Canceled desc = etcdserver: watch canceled | WATCH_CANCELED | LATER
        mvcc: watcher range is empty | | NONE
        rpc error: code = Nonsense desc = etcdserver: no leader | | NONE
        rpc error: code = NotFound desc = etcdserver: member not found | MEMBER_NOT_FOUND | NONE
        '' | | LATER
        """)
    void reason_asServersWordIt_saysWhatToDo(String text, @Nullable EtcdError error, Remedy remedy) {
        CancelReason reason = CancelReason.parse(text);
        assertThat(reason.error().orElse(null)).isEqualTo(error);
        assertThat(reason.remedy()).isEqualTo(remedy);
        assertThat(reason.text()).isEqualTo(text);
    }
}
