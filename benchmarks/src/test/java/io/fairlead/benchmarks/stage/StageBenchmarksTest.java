package io.fairlead.benchmarks.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.error.Answer;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.server.command.CommandKind;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every benchmark does what it measures; how fast is not a test's business. */
@Timeout(60)
class StageBenchmarksTest {
    @Test
    void commands_areEncodedAndDecoded() {
        Commands commands = new Commands();

        assertThat(commands.encode().size()).isGreaterThan(256);
        assertThat(commands.decode().kind()).isEqualTo(CommandKind.PUT);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void raft_commitsEachBatch(int voters) {
        RaftCommit raft = new RaftCommit();
        raft.voters = voters;
        raft.batch = 16;
        raft.elect();

        long first = raft.commit();

        assertThat(raft.commit()).isEqualTo(first + 16);
    }

    @Test
    void log_takesEachBatch() throws IOException {
        LogAppend log = new LogAppend();
        log.batch = 16;
        log.force = true;
        log.open();

        assertThat(log.append()).isGreaterThan(16 * 256);
        assertThat(log.append()).isGreaterThan(16 * 256);

        log.close();
    }

    @Test
    void applying_movesTheRevisionByEachEntry() throws IOException {
        Applying applying = new Applying();
        applying.batch = 16;
        applying.open();

        long first = applying.puts();

        assertThat(applying.puts()).isEqualTo(first + 16);
        assertThat(applying.txns()).isEqualTo(first + 32);
        applying.close();
    }

    @Test
    void reading_findsTheKeys() throws IOException {
        Reading reading = new Reading();
        reading.open();

        assertThat(reading.index()).isEqualTo(1);
        assertThat(keys(reading.key())).isEqualTo(1);
        assertThat(keys(reading.hundredKeys())).isEqualTo(100);
        reading.close();
    }

    private static int keys(Answer<RangeResponse> answer) {
        return ((Answer.Ok<RangeResponse>) answer).value().getKvsCount();
    }

    @Test
    void fanout_tellsEachWatcherOnce() {
        WatchFanout one = new WatchFanout();
        one.watchers = 1;
        one.open();
        WatchFanout hundred = new WatchFanout();
        hundred.watchers = 100;
        hundred.open();

        long event = one.change();

        assertThat(event).isGreaterThan(256);
        assertThat(hundred.change()).isEqualTo(100 * event);
    }

    @Test
    void wholePath_answersAllCalls() throws IOException, InterruptedException, TimeoutException {
        WholePath path = new WholePath();
        path.members = 1;
        path.outstanding = 16;
        path.open();
        try {
            for (int i = 0; i < 40; i++) {
                path.put();
                path.range();
                path.serializableRange();
            }
            path.settle();
        } finally {
            path.close();
        }
    }
}
