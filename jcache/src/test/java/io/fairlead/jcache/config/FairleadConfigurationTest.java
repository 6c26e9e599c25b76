package io.fairlead.jcache.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fairlead.jcache.codec.Codec;
import io.fairlead.jcache.codec.Codecs;
import io.fairlead.jcache.codec.KeyCodec;
import io.fairlead.jcache.codec.TypeFilter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Properties;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FairleadConfigurationTest {
    private static final Factory<KeyCodec<String>> KEYS =
            () -> Codecs.forKeys(String.class, TypeFilter.strict(), FairleadConfigurationTest.class.getClassLoader());
    private static final Factory<Codec<Long>> VALUES =
            () -> Codecs.forValues(Long.class, TypeFilter.strict(), FairleadConfigurationTest.class.getClassLoader());

    @Test
    void settings_typed_areWhatTheCacheGets() {
        FairleadConfiguration<String, Long> configuration = everything();

        CacheSettings settings =
                ManagerSettings.of(URI.create("fairlead://h"), new Properties()).forCache(configuration);

        assertThat(settings.near()).isEqualTo(NearMode.bounded(Duration.ofMillis(1500)));
        assertThat(settings.nearMaxEntries()).isEqualTo(3);
        assertThat(settings.onClose()).isEqualTo(OnClose.DESTROY);
        assertThat(settings.invoke()).isEqualTo(InvokeMode.EXCLUSIVE);
        assertThat(settings.bulk()).isEqualTo(BulkMode.REQUIRED);
        assertThat(settings.accessExpiry()).isEqualTo(AccessExpiry.STRICT);
        assertThat(settings.deadline()).isEqualTo(Duration.ofNanos(1_000_001));
    }

    @Test
    void setter_givenNonsense_refusesItAndChangesNothing() {
        FairleadConfiguration<String, Long> configuration = everything();

        assertThatIllegalArgumentException().isThrownBy(() -> configuration.setNearMaxEntries(0));
        assertThatIllegalArgumentException().isThrownBy(() -> configuration.setDeadline(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> configuration.setAllow("**"));
        assertThat(configuration).isEqualTo(everything());
    }

    @Test
    void copy_ofOurs_hasEverything() {
        FairleadConfiguration<String, Long> copy = FairleadConfiguration.copyOf(everything());

        assertThat(copy).isEqualTo(everything()).hasSameHashCodeAs(everything());
        assertThat(copy.getKeyCodecFactory()).contains(KEYS);
        assertThat(copy.getValueCodecFactory()).contains(VALUES);
        assertThat(copy.setNearMaxEntries(4)).isNotEqualTo(everything());
    }

    @Test
    void copy_ofAnyComplete_hasWhatItSays() {
        MutableConfiguration<String, Long> other = new MutableConfiguration<String, Long>()
                .setTypes(String.class, Long.class)
                .setStatisticsEnabled(true);

        FairleadConfiguration<String, Long> copy = FairleadConfiguration.copyOf(other);

        assertThat(copy.isStatisticsEnabled()).isTrue();
        assertThat(copy.getValueType()).isEqualTo(Long.class);
        assertThat(copy.options()).isEmpty();
    }

    @Test
    void copy_ofTheLeast_hasTypesAndStorage() {
        FairleadConfiguration<String, Long> copy = FairleadConfiguration.copyOf(new Least());

        assertThat(copy.getKeyType()).isEqualTo(String.class);
        assertThat(copy.getValueType()).isEqualTo(Long.class);
        assertThat(copy.isStoreByValue()).isFalse();
    }

    @Test
    void configuration_serialized_comesBackEqual() throws IOException, ClassNotFoundException {
        FairleadConfiguration<String, Long> sent =
                new FairleadConfiguration<>(String.class, Long.class).setNear(NearMode.session());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(sent);
        }

        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(sent);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"linearizable", "session", "bounded:100ms", "bounded:2m", "bounded:1500us", "bounded:7ns"})
    void nearMode_written_isReadBack(String text) {
        assertThat(NearMode.parse(text)).hasToString(text);
    }

    private static FairleadConfiguration<String, Long> everything() {
        return new FairleadConfiguration<>(String.class, Long.class)
                .setNear(NearMode.bounded(Duration.ofMillis(1500)))
                .setNearMaxEntries(3)
                .setOnClose(OnClose.DESTROY)
                .setAllow("com.example.*", "com.example.more.Cart")
                .setInvokeMode(InvokeMode.EXCLUSIVE)
                .setBulkMode(BulkMode.REQUIRED)
                .setAccessExpiry(AccessExpiry.STRICT)
                .setDeadline(Duration.ofNanos(1_000_001))
                .setKeyCodecFactory(KEYS)
                .setValueCodecFactory(VALUES);
    }

    /** A configuration that is not complete. */
    private static final class Least implements Configuration<String, Long> {
        private static final long serialVersionUID = 1L;

        @Override
        public Class<String> getKeyType() {
            return String.class;
        }

        @Override
        public Class<Long> getValueType() {
            return Long.class;
        }

        @Override
        public boolean isStoreByValue() {
            return false;
        }
    }
}
