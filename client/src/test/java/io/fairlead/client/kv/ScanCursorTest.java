package io.fairlead.client.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Attempt;
import io.fairlead.api.Bytes;
import io.fairlead.api.CompactedException;
import io.fairlead.api.Consistency;
import io.fairlead.api.FairleadException;
import io.fairlead.api.Header;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.RefusedException;
import io.fairlead.api.UnexpectedStatusException;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.RangeResult;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.api.kv.ScanOptions;
import io.fairlead.api.kv.ScanPage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScanCursorTest {
    private final FairleadException tooLarge = unexpected("RESOURCE_EXHAUSTED");

    @Test
    void firstAnswer_settlesTheRevisionOfAllPages() {
        ScanCursor cursor = cursor(ScanOptions.defaults().pageSize(2));
        assertThat(cursor.request()).isEqualTo(ReadOptions.defaults().limit(2));
        ScanPage page = cursor.accept(answer(7, true, "a/1", "a/2"));
        assertThat(page.revision()).isEqualTo(7);
        assertThat(page.last()).isFalse();
        assertThat(cursor.request()).isEqualTo(ReadOptions.defaults().limit(2).revision(7));
        assertThat(cursor.range())
                .isEqualTo(KeyRange.between(
                        Bytes.utf8("a/2\0"), KeyRange.prefix("a/").end()));
        // The header of a later answer is that of the newest revision, not that of the page.
        ScanPage last = cursor.accept(answer(9, false, "a/3"));
        assertThat(last).isEqualTo(new ScanPage(7, last.entries(), true));
        assertThat(cursor.isDone()).isTrue();
    }

    @Test
    void options_areKeptOnEveryPage() {
        ScanCursor cursor = cursor(
                ScanOptions.defaults().pageSize(1).withKeysOnly().serializable().revision(5));
        ReadOptions asked =
                ReadOptions.defaults().limit(1).withKeysOnly().serializable().revision(5);
        assertThat(cursor.request()).isEqualTo(asked);
        assertThat(cursor.accept(answer(9, true, "a/1")).revision()).isEqualTo(5);
        assertThat(cursor.request()).isEqualTo(asked);
    }

    @Test
    void openRange_staysOpen() {
        ScanCursor cursor = new ScanCursor(KeyRange.all(), ScanOptions.defaults());
        cursor.accept(answer(3, true, "x"));
        assertThat(cursor.range()).isEqualTo(KeyRange.from(Bytes.utf8("x\0")));
    }

    @Test
    void emptyRange_isOneEmptyPage() {
        ScanCursor cursor = cursor(ScanOptions.defaults());
        assertThat(cursor.accept(answer(3, false))).isEqualTo(new ScanPage(3, List.of(), true));
    }

    @Test
    void answerTooLarge_halvesThePageDownToOneKey() {
        ScanCursor cursor = cursor(ScanOptions.defaults().pageSize(5));
        assertThat(cursor.refuse(tooLarge)).isEmpty();
        assertThat(cursor.request().limit()).isEqualTo(2);
        assertThat(cursor.refuse(tooLarge)).isEmpty();
        assertThat(cursor.request().limit()).isEqualTo(1);
        assertThat(cursor.refuse(tooLarge)).contains(tooLarge);
    }

    @Test
    void halvedPage_growsBackAfterEightThatWentWell() {
        ScanCursor cursor = cursor(ScanOptions.defaults().pageSize(6));
        assertThat(cursor.refuse(tooLarge)).isEmpty();
        for (int i = 0; i < 7; i++) {
            cursor.accept(answer(3, true, "a/" + i));
            assertThat(cursor.request().limit()).isEqualTo(3);
        }
        cursor.accept(answer(3, true, "a/8"));
        assertThat(cursor.request().limit()).isEqualTo(6);
    }

    @Test
    void otherFailures_endTheScan() {
        ScanCursor cursor = cursor(ScanOptions.defaults());
        FairleadException broken = unexpected("INTERNAL");
        assertThat(cursor.refuse(broken)).contains(broken);
        FairleadException full = refused(EtcdError.NO_SPACE);
        assertThat(cursor.refuse(full)).contains(full);
        assertThat(cursor.request().limit()).isEqualTo(ScanOptions.DEFAULT_PAGE_SIZE);
    }

    @Test
    void compactionInTheMiddle_isToldWithTheLeastRevisionThatMayBeLeft() {
        ScanCursor cursor = cursor(ScanOptions.defaults().pageSize(1));
        cursor.accept(answer(7, true, "a/1"));
        Optional<FairleadException> end = cursor.refuse(refused(EtcdError.COMPACTED));
        assertThat(end).containsInstanceOf(CompactedException.class);
        assertThat(((CompactedException) end.orElseThrow()).compactRevision()).isEqualTo(8);
    }

    @Test
    void laggingMember_isAskedOnceMoreToWait() {
        ScanCursor cursor = cursor(ScanOptions.defaults().serializable());
        cursor.accept(answer(7, true, "a/1"));
        FairleadException future = refused(EtcdError.FUTURE_REVISION);
        assertThat(cursor.refuse(future)).isEmpty();
        assertThat(cursor.request().consistency()).isEqualTo(Consistency.LINEARIZABLE);
        assertThat(cursor.refuse(future)).contains(future);
        cursor.accept(answer(7, true, "a/2"));
        assertThat(cursor.request().consistency()).isEqualTo(Consistency.SERIALIZABLE);
    }

    @Test
    void futureRevisionOfTheCallers_isRefused() {
        ScanCursor cursor = cursor(ScanOptions.defaults().serializable().revision(1_000));
        FairleadException future = refused(EtcdError.FUTURE_REVISION);
        assertThat(cursor.refuse(future)).contains(future);
    }

    private static ScanCursor cursor(ScanOptions options) {
        return new ScanCursor(KeyRange.prefix("a/"), options);
    }

    private static RangeResult answer(long revision, boolean more, String... keys) {
        List<KeyValue> entries = Stream.of(keys)
                .map(key -> new KeyValue(Bytes.utf8(key), Bytes.empty(), 1, 1, 1, 0))
                .toList();
        return new RangeResult(new Header(1, 1, revision, 1), entries, more, entries.size());
    }

    private static FairleadException unexpected(String status) {
        Attempt attempt = new Attempt("e", Duration.ZERO, status, "");
        return new UnexpectedStatusException("x", Outcome.NOT_APPLIED, List.of(attempt), null);
    }

    private static FairleadException refused(EtcdError error) {
        Attempt attempt = new Attempt("e", Duration.ZERO, error.code().name(), error.text());
        return new RefusedException(error, Outcome.NOT_APPLIED, List.of(attempt), null);
    }
}
