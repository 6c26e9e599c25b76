package io.fairlead.jcache.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fairlead.jcache.codec.TypeFilter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManagerSettingsTest {
    @Test
    void settings_whereNothingIsSaid_areTheDefaults() {
        ManagerSettings settings = of("fairlead://h", Map.of());

        assertThat(settings.forCache(new MutableConfiguration<>())).isEqualTo(CacheSettings.DEFAULTS);
        assertThat(CacheSettings.DEFAULTS)
                .isEqualTo(new CacheSettings(
                        NearMode.linearizable(),
                        10_000,
                        OnClose.KEEP,
                        TypeFilter.strict(),
                        InvokeMode.OPTIMISTIC,
                        BulkMode.BEST_EFFORT,
                        AccessExpiry.RELAXED,
                        Duration.ofSeconds(5)));
        assertThat(settings.user()).isEmpty();
        assertThat(settings.secured()).isFalse();
    }

    @Test
    void trust_inTheSystemsAuthorities_needsNoFile() {
        ManagerSettings settings = of("fairlead://h?tls-ca=system", Map.of());

        assertThat(settings.secured()).isTrue();
        assertThat(settings.tlsAuthorities()).isEmpty();
    }

    @Test
    void options_inTheUri_areAllUnderstood() {
        CacheSettings settings = of(
                        "fairlead://h?near=bounded:100ms&near-max-entries=7&on-close=destroy&invoke=exclusive"
                                + "&atomic-bulk=required&access-expiry=strict&deadline=2s",
                        Map.of())
                .forCache(new MutableConfiguration<>());

        assertThat(settings)
                .isEqualTo(new CacheSettings(
                        NearMode.bounded(Duration.ofMillis(100)),
                        7,
                        OnClose.DESTROY,
                        TypeFilter.strict(),
                        InvokeMode.EXCLUSIVE,
                        BulkMode.REQUIRED,
                        AccessExpiry.STRICT,
                        Duration.ofSeconds(2)));
    }

    @Test
    void option_saidInSeveralPlaces_isTheNearestOnes() {
        ManagerSettings settings = of(
                "fairlead://h?near-max-entries=1&invoke=exclusive&deadline=1s",
                Map.of("fairlead.jcache.near-max-entries", "2", "fairlead.jcache.deadline", "2s"));
        FairleadConfiguration<Object, Object> own = new FairleadConfiguration<>().setNearMaxEntries(3);

        assertThat(settings.deadline()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.forCache(own).nearMaxEntries()).isEqualTo(3);
        assertThat(settings.forCache(own).deadline()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.forCache(own).invoke()).isEqualTo(InvokeMode.EXCLUSIVE);
        assertThat(settings.forCache(new FairleadConfiguration<>()).nearMaxEntries())
                .isEqualTo(2);
    }

    @Test
    void identity_andTrust_areTold() {
        ManagerSettings settings = of(
                "fairlead://h?user=app&tls-ca=/tls/ca.pem",
                Map.of(
                        "fairlead.jcache.password-file", "/run/secret",
                        "fairlead.jcache.tls-cert", "/tls/app.pem",
                        "fairlead.jcache.tls-key", "/tls/app.key"));

        assertThat(settings.user()).contains("app");
        assertThat(settings.passwordFile()).contains(Path.of("/run/secret"));
        assertThat(settings.secured()).isTrue();
        assertThat(settings.tlsAuthorities()).contains(Path.of("/tls/ca.pem"));
        assertThat(settings.tlsCertificate()).contains(Path.of("/tls/app.pem"));
        assertThat(settings.tlsKey()).contains(Path.of("/tls/app.key"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "near=fresh | near: 'fresh' is none of linearizable, session, bounded:DURATION",
                "near=bounded:0s | near: the bound of staleness is not positive",
                "near=bounded:1 | near: '1' is no duration",
                "near=bounded:999999999h | near: '999999999h' is too long",
                "near-max-entries=0 | near-max-entries: 0 is not positive",
                "near-max-entries=many | near-max-entries: 'many' is no number",
                "on-close=drop | on-close: 'drop' is none of keep, destroy",
                "atomic-bulk=yes | atomic-bulk: 'yes' is none of best-effort, required",
                "deadline=0ms | deadline: 0ms is not positive",
                "deadline=-1s | deadline: '-1s' is no duration",
                "allow=** | allow: ",
                "user=u | user and password-file go together",
                "password-file=/p | user and password-file go together",
                "tls-cert=/c | tls-cert and tls-key go together",
                "tls-cert=/c&tls-key=/k | need tls-ca",
            })
    void value_thatCannotBeUsed_isRefusedUnderItsName(String query, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("fairlead://h?" + query, Map.of()))
                .withMessageContaining(reason);
    }

    @Test
    void property_unknownUnderOurPrefix_isRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("fairlead://h", Map.of("fairlead.jcache.neer", "session")))
                .withMessageContaining("fairlead.jcache.neer");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("fairlead://h", Map.of("fairlead.jcache.data", "/d")))
                .withMessageContaining("fairlead.jcache.data is of no use to a cluster");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("fairlead:embedded", Map.of("fairlead.jcache.user", "u")))
                .withMessageContaining("fairlead.jcache.user is of no use to embedded members");
    }

    @Test
    void property_ofSomebodyElse_isNotLookedAt() {
        assertThat(of("fairlead://h", Map.of("com.example.near", "no")).namespace())
                .isEqualTo("jcache/");
    }

    private static ManagerSettings of(String uri, Map<String, String> properties) {
        Properties given = new Properties();
        properties.forEach(given::setProperty);
        return ManagerSettings.of(URI.create(uri), given);
    }
}
