package io.fairlead.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fairlead.client.Tls;
import io.fairlead.jcache.spi.FairleadCachingProvider;
import io.fairlead.testing.TestCluster;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster that lets in who shows a certificate, and does what those ask who know a password. */
class ClusterConnectionTest {
    private static final Path CERTIFICATES = Path.of("..", "server-embedded", "src", "test", "resources", "tls");
    private static final Path AUTHORITIES = CERTIFICATES.resolve("ca.pem");

    @TempDir
    private static Path secrets;

    private static TestCluster cluster;

    private final FairleadCachingProvider provider = new FairleadCachingProvider();

    @BeforeAll
    static void start() throws IOException {
        Files.writeString(secrets.resolve("right"), "s3cr\u00e9t\n");
        Files.writeString(secrets.resolve("wrong"), "guess");
        cluster = TestCluster.builder()
                .tls(CERTIFICATES.resolve("server.pem"), CERTIFICATES.resolve("server-key.pem"))
                .server(config -> config.trustedCaFile(AUTHORITIES).clientCertAuth(true))
                .client(config -> config.tls(Tls.fromPem(
                        AUTHORITIES, CERTIFICATES.resolve("alice.pem"), CERTIFICATES.resolve("alice-key.pem"))))
                .start();
        cluster.client().auth().addUser("root", "s3cr\u00e9t".toCharArray());
        cluster.client().auth().grantRole("root", "root");
        cluster.client().auth().enable();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @AfterEach
    void close() {
        provider.close();
    }

    @Test
    void manager_withCertificateAndPassword_isLetIn() {
        Cache<String, String> cache = create(manager(withCertificate(as("right"))));

        cache.put("a", "1");

        assertThat(cache.get("a")).isEqualTo("1");
    }

    @Test
    void manager_withTheWrongPassword_isRefusedAndToldSo() {
        CacheManager manager = manager(withCertificate(as("wrong")));

        assertThatExceptionOfType(CacheException.class)
                .isThrownBy(() -> create(manager))
                .withMessageContaining("authentication failed")
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("guess"));
    }

    @Test
    void manager_withoutACertificate_isNotLetIn() {
        CacheManager manager = manager(as("right"));

        assertThatExceptionOfType(CacheException.class).isThrownBy(() -> create(manager));
    }

    @Test
    void certificate_ofAnotherKey_isRefusedWhenTheManagerOpens() {
        Properties mixed = as("right");
        mixed.setProperty(
                "fairlead.jcache.tls-cert", CERTIFICATES.resolve("alice.pem").toString());
        mixed.setProperty(
                "fairlead.jcache.tls-key",
                CERTIFICATES.resolve("server-key.pem").toString());

        assertThatExceptionOfType(CacheException.class)
                .isThrownBy(() -> manager(mixed))
                .withMessageContaining("no connection to the cluster");
    }

    private CacheManager manager(Properties properties) {
        URI uri = URI.create(cluster.endpoints().get(0).replace("https://", "fairlead://") + "?deadline=1s");
        return provider.getCacheManager(uri, null, properties);
    }

    private static Properties as(String password) {
        Properties properties = new Properties();
        properties.setProperty("fairlead.jcache.user", "root");
        properties.setProperty(
                "fairlead.jcache.password-file", secrets.resolve(password).toString());
        properties.setProperty("fairlead.jcache.tls-ca", AUTHORITIES.toString());
        return properties;
    }

    private static Properties withCertificate(Properties properties) {
        properties.setProperty(
                "fairlead.jcache.tls-cert", CERTIFICATES.resolve("alice.pem").toString());
        properties.setProperty(
                "fairlead.jcache.tls-key", CERTIFICATES.resolve("alice-key.pem").toString());
        return properties;
    }

    private static Cache<String, String> create(CacheManager manager) {
        return manager.createCache(
                "guarded", new MutableConfiguration<String, String>().setTypes(String.class, String.class));
    }
}
