package io.fairlead.samples.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.KeyRange;
import io.fairlead.api.auth.Auth;
import io.fairlead.api.auth.Permission;
import io.fairlead.client.FairleadClient;
import io.fairlead.testing.FairleadExtension;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code that the guide shows of users. A cluster for each test, since it is locked up. */
@Timeout(60)
class AuthGuideTest {
    @RegisterExtension
    final FairleadExtension cluster = FairleadExtension.members(1);

    @Test
    void user_mayDoWhatTheRolePermits() {
        List<String> endpoints = cluster.endpoints();
        char[] rootPassword = "root's".toCharArray();
        char[] password = "ann's".toCharArray();

        Auth auth = cluster.client().auth();
        auth.addUser("root", rootPassword);
        auth.grantRole("root", "root");
        auth.addRole("shop");
        auth.grantPermission("shop", Permission.readWrite(KeyRange.prefix("shop/")));
        auth.addUser("ann", password);
        auth.grantRole("ann", "shop");
        auth.enable();

        FairleadClient client = FairleadClient.builder()
                .endpoints(endpoints)
                .user("ann", password) // logs in by itself, and again when its token ends
                .build();
        try (client) {
            assertThat(client.kv().put("shop/stock", "1").revision()).isPositive();
            assertThatThrownBy(() -> client.kv().get("elsewhere")).hasMessageContaining("permission denied");
        }
    }
}
