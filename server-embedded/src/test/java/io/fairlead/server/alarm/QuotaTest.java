package io.fairlead.server.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotaTest {
    @ParameterizedTest
    @CsvSource({"0, 2147483648", "5, 5", "-1, 9223372036854775807", "-99, 9223372036854775807"})
    void quota_asConfigured_isReadAsEtcdReadsIt(long configured, long limit) {
        assertThat(Quota.ofConfigured(configured).limitBytes()).isEqualTo(limit);
    }

    @Test
    void quota_upToItsLimit_admits() {
        Quota quota = new Quota(100);
        assertThat(quota.admits(60, 39)).isTrue();
        assertThat(quota.admits(60, 40)).isFalse();
        assertThat(quota.admits(1000, 0)).isTrue();
        assertThat(quota.isExhausted(99)).isFalse();
        assertThat(quota.isExhausted(100)).isTrue();
    }

    @Test
    void quota_withoutLimit_admitsEverything() {
        Quota quota = Quota.ofConfigured(-1);
        assertThat(quota.admits(Long.MAX_VALUE, Long.MAX_VALUE)).isTrue();
    }
}
