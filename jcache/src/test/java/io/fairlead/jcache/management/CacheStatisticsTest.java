package io.fairlead.jcache.management;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CacheStatisticsTest {
    private final CacheStatistics statistics = new CacheStatistics(true);

    @Test
    void counters_ofAnUnusedCache_areZeroThroughout() {
        assertThat(statistics.getCacheGets()).isZero();
        assertThat(statistics.getCacheHitPercentage()).isZero();
        assertThat(statistics.getCacheMissPercentage()).isZero();
        assertThat(statistics.getAverageGetTime()).isZero();
        assertThat(statistics.getAveragePutTime()).isZero();
        assertThat(statistics.getAverageRemoveTime()).isZero();
    }

    @Test
    void counters_afterUse_addUp() {
        statistics.hit(3);
        statistics.miss(1);
        statistics.put(2);
        statistics.removal(5);
        statistics.eviction(7);
        statistics.getTime(8_000);
        statistics.putTime(9_000);
        statistics.removeTime(10_000);

        assertThat(statistics.getCacheHits()).isEqualTo(3);
        assertThat(statistics.getCacheMisses()).isEqualTo(1);
        assertThat(statistics.getCacheGets()).isEqualTo(4);
        assertThat(statistics.getCacheHitPercentage()).isEqualTo(75);
        assertThat(statistics.getCacheMissPercentage()).isEqualTo(25);
        assertThat(statistics.getCachePuts()).isEqualTo(2);
        assertThat(statistics.getCacheRemovals()).isEqualTo(5);
        assertThat(statistics.getCacheEvictions()).isEqualTo(7);
        assertThat(statistics.getAverageGetTime()).isEqualTo(2);
        assertThat(statistics.getAveragePutTime()).isEqualTo(4.5f);
        assertThat(statistics.getAverageRemoveTime()).isEqualTo(2);
    }

    @Test
    void counting_turnedOff_keepsWhatWasCounted() {
        statistics.hit(1);
        statistics.enable(false);
        statistics.hit(1);
        statistics.getTime(1);

        assertThat(statistics.isEnabled()).isFalse();
        assertThat(statistics.getCacheHits()).isEqualTo(1);

        statistics.enable(true);
        statistics.hit(1);

        assertThat(statistics.getCacheHits()).isEqualTo(2);
    }

    @Test
    void clear_forgetsEverything() {
        statistics.hit(1);
        statistics.miss(1);
        statistics.put(1);
        statistics.removal(1);
        statistics.eviction(1);
        statistics.getTime(1);

        statistics.clear();

        assertThat(statistics.getCacheGets()).isZero();
        assertThat(statistics.getCachePuts()).isZero();
        assertThat(statistics.getCacheRemovals()).isZero();
        assertThat(statistics.getCacheEvictions()).isZero();
        assertThat(statistics.getAverageGetTime()).isZero();
    }
}
