package io.fairlead.client.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.client.endpoint.Endpoint;
import io.fairlead.client.endpoint.EndpointSource;
import io.fairlead.client.endpoint.Endpoints;
import io.fairlead.client.endpoint.EventFan;
import io.fairlead.client.endpoint.LeaderView;
import io.fairlead.client.endpoint.Location;
import io.fairlead.client.endpoint.SourceLookup;
import io.grpc.inprocess.InProcessChannelBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nobody listens at any endpoint here: members have moved, and a source learns of it late. */
@Timeout(60)
class UpkeepTest {
    private final AtomicLong now = new AtomicLong();
    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final EventFan events = new EventFan();
    private final Endpoints endpoints = new Endpoints(
            List.of(Location.of("inprocess:nobody-old")),
            address -> InProcessChannelBuilder.forName(address.target()).build(),
            System::nanoTime,
            events);

    private volatile String place = "inprocess:nobody-old";

    @AfterEach
    void stop() {
        timer.shutdownNow();
        endpoints.close();
    }

    @Test
    void endpoint_staysDown_sourceIsAskedAgainUntilItNamesAnother() throws InterruptedException {
        EndpointSource source = () -> {
            String told = place;
            asked.add(told);
            return List.of(Location.of(told));
        };
        Upkeep upkeep = Upkeep.of(new Upkeep.Setting(
                endpoints,
                new LeaderView(events),
                new SourceLookup(source, endpoints, timer, now::get),
                timer,
                timer,
                TokenSource.NONE,
                false,
                Duration.ofSeconds(5)));
        events.add(upkeep);
        Endpoint old = endpoints.next(Set.of());
        old.failed("it is gone");
        assertThat(asked.take()).isEqualTo("inprocess:nobody-old");

        place = "inprocess:nobody-new";
        now.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(asked.take()).isEqualTo("inprocess:nobody-new");
        while (endpoints.all().contains(old)) {
            assertThat(Thread.interrupted()).as("out of time").isFalse();
        }
        assertThat(endpoints.all()).extracting(Endpoint::name).containsExactly("inprocess:nobody-new");
    }
}
