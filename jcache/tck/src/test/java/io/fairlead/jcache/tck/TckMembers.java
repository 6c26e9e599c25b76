package io.fairlead.jcache.tck;

import io.fairlead.testing.TestCluster;
import java.net.URI;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Starts the members before the first test of the TCK and points the provider at them; stops them after the last. JUnit finds
 * it by {@code META-INF/services}. How many there are says the property {@code fairlead.tck.members}; without it there are
 * none.
 */
public final class TckMembers implements LauncherSessionListener {
    private @Nullable TestCluster cluster;

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        int members = Integer.getInteger("fairlead.tck.members", 0);
        if (members > 0) {
            cluster = TestCluster.start(members);
            String hosts = cluster.endpoints().stream()
                    .map(endpoint -> URI.create(endpoint).getAuthority())
                    .collect(Collectors.joining(","));
            System.setProperty("fairlead.jcache.uri", "fairlead://" + hosts);
        }
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        if (cluster != null) {
            cluster.close();
        }
    }
}
