package io.fairlead.testing;

import io.fairlead.api.KeyRange;
import io.fairlead.client.FairleadClient;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A cluster for a JUnit 5 test class, or for each of its tests.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final FairleadExtension cluster = FairleadExtension.members(3);
 *
 * @Test
 * void survivesLossOfLeader(FairleadClient client, Faults faults) {
 *     client.kv().put("a", "1");
 *     faults.kill(cluster.leader());
 *     cluster.awaitReady();
 *     client.kv().put("a", "2");
 * }
 * }</pre>
 *
 * <p>In a static field the cluster lives as long as the class: after each test its faults are repaired, and before each test
 * its keys are deleted. In an instance field each test gets a cluster of its own. Parameters of type {@link FairleadClient},
 * {@link TestCluster} and {@link Faults} are filled in; the client must not be closed.
 *
 * <p>Any etcd v3 client can be used; {@link #endpoints()} is where it connects to.
 */
public final class FairleadExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {
    private final TestClusterBuilder builder;

    /** Null before the first and after the last test. JUnit's callbacks and the tests run one after the other. */
    private volatile @Nullable TestCluster cluster;

    /** True if the cluster was made for the class. */
    private volatile boolean shared;

    private FairleadExtension(TestClusterBuilder builder) {
        this.builder = builder;
    }

    /** A cluster of so many members. */
    public static FairleadExtension members(int size) {
        return of(TestCluster.builder().members(size));
    }

    /** Clusters as this builder makes them. */
    public static FairleadExtension of(TestClusterBuilder builder) {
        return new FairleadExtension(builder);
    }

    /**
     * The cluster.
     *
     * @throws IllegalStateException outside of a test
     */
    public TestCluster cluster() {
        TestCluster now = cluster;
        if (now == null) {
            throw new IllegalStateException("there is a cluster only while a test runs");
        }
        return now;
    }

    /** As {@link TestCluster#client()}. */
    public FairleadClient client() {
        return cluster().client();
    }

    /** As {@link TestCluster#endpoints()}. */
    public List<String> endpoints() {
        return cluster().endpoints();
    }

    /** As {@link TestCluster#leader()}. */
    public TestMember leader() {
        return cluster().leader();
    }

    /** As {@link TestCluster#awaitReady()}. */
    public void awaitReady() {
        cluster().awaitReady();
    }

    /** As {@link TestCluster#faults()}. */
    public Faults faults() {
        return cluster().faults();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        shared = true;
        cluster = builder.start();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (shared) {
            client().kv().delete(KeyRange.all());
        } else {
            cluster = builder.start();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (shared) {
            cluster().faults().repairAll();
            cluster().awaitReady();
        } else {
            close();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    private void close() {
        TestCluster last = cluster;
        cluster = null;
        if (last != null) {
            last.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == FairleadClient.class || type == TestCluster.class || type == Faults.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        if (type == FairleadClient.class) {
            return client();
        }
        return type == TestCluster.class ? cluster() : faults();
    }
}
