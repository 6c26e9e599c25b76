package io.fairlead.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.KeyRange;
import io.fairlead.client.FairleadClient;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The extension in an instance field: a cluster for each test. */
class FairleadExtensionTest {
    @RegisterExtension
    final FairleadExtension cluster = FairleadExtension.members(1);

    @RepeatedTest(2)
    void eachTest_getsAClusterOfItsOwn(FairleadClient client) {
        assertThat(client).isSameAs(cluster.client());
        assertThat(client.kv().get(KeyRange.all()).header().revision()).isEqualTo(1);
        assertThat(client.kv().put("a", "1").revision()).isEqualTo(2);
    }

    @Test
    void cluster_outsideOfATest_isRefused() {
        assertThatThrownBy(() -> FairleadExtension.members(1).cluster()).isInstanceOf(IllegalStateException.class);
    }
}
