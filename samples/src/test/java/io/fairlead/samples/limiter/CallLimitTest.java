package io.fairlead.samples.limiter;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.samples.Caches;
import io.fairlead.samples.OtherJvm;
import io.fairlead.testing.FairleadExtension;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(120)
class CallLimitTest {
    @RegisterExtension
    static final FairleadExtension cluster = FairleadExtension.members(1);

    @Test
    void calls_madeInTwoJvms_areLetThroughAsOftenAsTheLimitSays() throws IOException {
        URI caches = Caches.of(cluster, "limits");

        int here;
        int there;
        try (OtherJvm other = OtherJvm.start(CallLimit.class, caches.toString(), "anna", "40")) {
            here = CallLimit.letThrough(caches, "anna", 40);
            there = Integer.parseInt(other.nextLine().orElseThrow());
        }

        assertThat(here + there).isEqualTo(50);
        assertThat(CallLimit.letThrough(caches, "anna", 4)).isZero();
        assertThat(CallLimit.letThrough(caches, "ben", 8)).isEqualTo(8);
    }
}
