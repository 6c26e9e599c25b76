package io.fairlead.server.embed;

import io.fairlead.server.failpoint.Failpoint;
import io.fairlead.server.failpoint.Failpoints;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The failpoints of this process, those of all its members: there are some only where the environment variable {@code
 * GOFAIL_HTTP} names the address they are armed at. A halt ends the process on the spot, with files and sockets as they are.
 */
final class ProcessFailpoints implements Failpoints.Effect {
    /** etcd's name for it. */
    private static final String ADDRESS = "GOFAIL_HTTP";

    /** With which number a program in Go ends that panics. */
    private static final int PANICKED = 2;

    private static final System.Logger LOGGER = System.getLogger("io.fairlead.server");

    /** Once there are some they stay until the process ends. Guarded by the class. */
    private static @Nullable Failpoints served;

    private final Object noHalt = new Object();

    private ProcessFailpoints() {}

    /**
     * The failpoints of this process; {@link Failpoints#NONE} where none are asked for.
     *
     * @throws IOException if the address can't be listened on
     */
    static synchronized Failpoints get() throws IOException {
        String address = System.getenv(ADDRESS);
        if (address == null || address.isEmpty()) {
            return Failpoints.NONE;
        }
        if (served == null) {
            ProcessFailpoints effect = new ProcessFailpoints();
            Failpoints failpoints = new Failpoints(effect);
            // Never closed: it goes with the process.
            FailpointPort port = FailpointPort.open(address, failpoints, effect.noHalt);
            LOGGER.log(
                    Level.WARNING,
                    "failpoints are served at {0}, port {1}: whoever reaches it may stop this process",
                    address,
                    Integer.toString(port.port()));
            served = failpoints;
        }
        return served;
    }

    @Override
    public void halt(Failpoint at) {
        LOGGER.log(Level.ERROR, "failpoint panic: {0}", at.label());
        synchronized (noHalt) {
            Runtime.getRuntime().halt(PANICKED);
        }
    }

    @Override
    public void sleep(Failpoint at, long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
