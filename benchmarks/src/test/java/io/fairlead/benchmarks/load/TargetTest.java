package io.fairlead.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TargetTest {
    @Test
    void endpoints_asEtcdctlTakesThem_areUnderstood() {
        Target target = Target.plain(List.of("127.0.0.1:2379", "http://localhost:22379", "https://far.example:2379"));

        assertThat(target.localPorts()).containsExactlyInAnyOrder(2379, 22379);
    }

    @Test
    void endpoint_withoutPort_isRefused() {
        assertThatThrownBy(() -> Target.plain(List.of("127.0.0.1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("host:port");
    }

    @Test
    void password_isNotPrinted() {
        Target target = new Target(
                List.of("127.0.0.1:2379"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("root:secret"));

        assertThat(target.toString()).doesNotContain("secret");
    }

    @Test
    void figures_haveThreeDigits() {
        assertThat(Figures.micros(0.5)).isEqualTo("0.500 us");
        assertThat(Figures.micros(1_234)).isEqualTo("1.23 ms");
        assertThat(Figures.micros(12_345_678)).isEqualTo("12.3 s");
        assertThat(Figures.bytes(1_536)).isEqualTo("1.50 KiB");
        assertThat(Figures.bytes(-3_000_000)).isEqualTo("-2.86 MiB");
        assertThat(Figures.count(12_345.6)).isEqualTo("12,346");
    }
}
