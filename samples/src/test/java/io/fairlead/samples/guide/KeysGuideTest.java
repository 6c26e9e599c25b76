package io.fairlead.samples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import io.fairlead.api.FairleadException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.kv.Kv;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.PutResult;
import io.fairlead.api.kv.Scan;
import io.fairlead.api.kv.ScanOptions;
import io.fairlead.api.kv.TxnResult;
import io.fairlead.client.FairleadClient;
import io.fairlead.testing.FairleadExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code that the README and the guide show of keys, values and transactions. */
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // written as a user writes it
class KeysGuideTest {
    @RegisterExtension
    static final FairleadExtension cluster = FairleadExtension.members(1);

    private final Kv kv = cluster.client().kv();

    @Test
    void connect_writesAndReads() {
        String endpoint = cluster.endpoints().get(0);
        try (FairleadClient client = FairleadClient.connect(endpoint)) {
            client.kv().put("one", "uno");
            System.out.println(client.kv().get("one").map(KeyValue::value));

            assertThat(client.kv().get("one")).map(KeyValue::value).contains(Bytes.utf8("uno"));
        }
    }

    @Test
    void build_setsWhatOneNeeds() {
        String endpoint = cluster.endpoints().get(0);
        FairleadClient client = FairleadClient.builder()
                .endpoints(endpoint)
                .deadline(Duration.ofSeconds(3))
                .build();

        assertThat(client.deadline()).isEqualTo(Duration.ofSeconds(3));
        client.close();
    }

    @Test
    void putAndGet_stringsBytesAndNumbers() {
        kv.put("stock/apple", Bytes.decimal(10));
        int stock = kv.get("stock/apple").map(entry -> entry.value().asInt()).orElse(0);

        kv.put("stock/pear", "3");
        for (KeyValue entry : kv.get(KeyRange.prefix("stock/")).entries()) {
            System.out.println(entry.key().toUtf8() + " = " + entry.value().toUtf8());
        }

        assertThat(stock).isEqualTo(10);
    }

    @Test
    void async_givesFutures() throws Exception {
        CompletableFuture<PutResult> written = kv.async().put(Bytes.utf8("a"), Bytes.utf8("1"));
        written.thenAccept(result -> System.out.println("written at " + result.revision()));

        assertThat(written.get(10, TimeUnit.SECONDS).revision()).isPositive();
    }

    @Test
    void txn_comparesAndSets() {
        kv.put("stock/apple", Bytes.decimal(10));

        KeyValue seen = kv.get("stock/apple").orElseThrow();
        TxnResult sale = kv.txn()
                .when(Cmp.unchanged(seen))
                .then(Op.put("stock/apple", Bytes.decimal(seen.value().asInt() - 1)), Op.put("orders/77", "apple"))
                .otherwise(Op.get("stock/apple"))
                .commit();
        if (!sale.succeeded()) {
            System.out.println("somebody was faster: " + sale.get(0).first());
        }

        assertThat(sale.succeeded()).isTrue();
        assertThat(kv.get("orders/77")).isPresent();
    }

    @Test
    void txn_readsAPrefixAmongItsSteps() {
        kv.put("basket/1", "apple");
        kv.put("basket/2", "pear");

        TxnResult result = kv.txn()
                .then(Op.get(KeyRange.prefix("basket/")), Op.delete(KeyRange.prefix("basket/")))
                .commit();

        assertThat(result.get(0).entries())
                .extracting(entry -> entry.value().toUtf8())
                .containsExactly("apple", "pear");
        assertThat(result.delete(1).deleted()).isEqualTo(2);
        assertThat(kv.get(KeyRange.prefix("basket/")).entries()).isEmpty();
    }

    @Test
    void scan_readsPagesOfOneRevision() {
        for (int i = 0; i < 5; i++) {
            kv.put("orders/" + i, "apple");
        }
        List<String> orders = new ArrayList<>();

        try (Scan scan =
                kv.scan(KeyRange.prefix("orders/"), ScanOptions.defaults().pageSize(2))) {
            for (KeyValue entry : scan) {
                orders.add(entry.key().toUtf8());
            }
        }

        assertThat(orders).containsExactly("orders/0", "orders/1", "orders/2", "orders/3", "orders/4");
    }

    @Test
    void failure_saysWhetherItMayHaveHappened() {
        List<String> told = new ArrayList<>();
        cluster.faults().kill(cluster.leader());

        try (FairleadClient hasty = FairleadClient.builder()
                .endpoints(cluster.endpoints())
                .deadline(Duration.ofMillis(300))
                .build()) {
            try {
                hasty.kv().put("orders/78", "pear");
            } catch (FairleadException e) {
                if (e.outcome() == Outcome.UNKNOWN) {
                    told.add("look before you write again: " + e.getMessage());
                } else {
                    told.add("nothing happened: " + e.attempts());
                }
            }
        }

        assertThat(told).singleElement().asString().startsWith("nothing happened: [");
    }

    @Test
    void namespaced_isAStoreOfItsOwn() {
        FairleadClient client = cluster.client();
        FairleadClient shop = client.namespaced("shop/");
        shop.kv().put("stock/apple", "10"); // the key is shop/stock/apple

        assertThat(client.kv().get("shop/stock/apple")).isPresent();
        assertThat(shop.kv().get("stock/apple")).isPresent();
    }
}
