package io.fairlead.server.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventLoopsTest {
    @Test
    void awaitSelection_holdIsClosed_doesNothing() throws InterruptedException {
        EventLoops.Hold hold = new EventLoops(1).hold();
        hold.awaitSelection();
        hold.close();

        assertThat(hold.group().awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThatCode(hold::awaitSelection).doesNotThrowAnyException();
    }
}
