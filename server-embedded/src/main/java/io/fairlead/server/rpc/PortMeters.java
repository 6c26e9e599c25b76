package io.fairlead.server.rpc;

import io.fairlead.server.exec.Clock;
import io.fairlead.server.http.HealthMeter;
import java.time.Duration;

/** What is counted at the ports for clients. Any thread. */
public record PortMeters(CallMeters calls, HealthMeter health) {
    /**
     * Nothing counted yet.
     *
     * @param slowCall a unary call that takes longer is worth a line in the log; zero for never
     */
    public static PortMeters of(Clock clock, Duration slowCall) {
        return new PortMeters(new CallMeters(clock, new SlowCalls(slowCall)), new HealthMeter());
    }
}
