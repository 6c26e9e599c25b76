package io.fairlead.samples.cart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.samples.Caches;
import io.fairlead.samples.OtherJvm;
import io.fairlead.testing.FairleadExtension;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(120)
class CartShopTest {
    private static final int ADDED_BY_EACH = 20;

    @RegisterExtension
    static final FairleadExtension cluster = FairleadExtension.members(1);

    private final HttpClient browser = HttpClient.newHttpClient();

    @Test
    void shop_inTwoJvms_sharesCartsAndTellsTheSameStoryInBoth() throws Exception {
        URI caches = Caches.of(cluster, "shop");
        try (CartShop here = CartShop.open(caches, 0);
                OtherJvm other = OtherJvm.start(CartShop.class, caches.toString(), "0")) {
            URI there = URI.create(other.nextLine().orElseThrow());
            try (BufferedReader toldHere = feed(here.address());
                    BufferedReader toldThere = feed(there)) {
                assertThat(send("POST", here.address(), "/cart/anna?add=apple")).isEqualTo("{apple=1}");
                assertThat(send("POST", there, "/cart/anna?add=pear")).isEqualTo("{apple=1, pear=1}");
                assertThat(send("GET", here.address(), "/cart/anna")).isEqualTo("{apple=1, pear=1}");
                assertThat(send("DELETE", there, "/cart/anna")).isEqualTo("{apple=1, pear=1}");
                assertThat(send("GET", here.address(), "/cart/anna")).isEqualTo("{}");

                CompletableFuture<Void> plums = addMany(here.address(), "plum");
                CompletableFuture<Void> figs = addMany(there, "fig");
                CompletableFuture.allOf(plums, figs).join();
                assertThat(send("DELETE", here.address(), "/cart/ben")).isEqualTo("{fig=20, plum=20}");

                List<String> story = until("ben buys {fig=20, plum=20}", toldHere);
                assertThat(story)
                        .startsWith(
                                "anna begins with {apple=1}",
                                "anna had {apple=1}, has {apple=1, pear=1}",
                                "anna buys {apple=1, pear=1}")
                        .hasSize(3 + 2 * ADDED_BY_EACH + 1);
                assertThat(until("ben buys {fig=20, plum=20}", toldThere)).isEqualTo(story);
            }
        }
    }

    private CompletableFuture<Void> addMany(URI shop, String item) {
        return CompletableFuture.runAsync(() -> {
            for (int i = 0; i < ADDED_BY_EACH; i++) {
                send("POST", shop, "/cart/ben?add=" + item);
            }
        });
    }

    private String send(String method, URI shop, String path) {
        HttpRequest request = HttpRequest.newBuilder(shop.resolve(path))
                .method(method, BodyPublishers.noBody())
                .build();
        return browser.sendAsync(request, BodyHandlers.ofString())
                .thenApply(answer -> answer.body().strip())
                .join();
    }

    /** What is told from now on. */
    private BufferedReader feed(URI shop) throws IOException, InterruptedException {
        InputStream body = browser.send(
                        HttpRequest.newBuilder(shop.resolve("/feed")).build(), BodyHandlers.ofInputStream())
                .body();
        BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        assertThat(lines.readLine()).isEqualTo("from here on");
        return lines;
    }

    private static List<String> until(String last, BufferedReader lines) throws IOException {
        List<String> read = new ArrayList<>();
        while (read.isEmpty() || !read.get(read.size() - 1).equals(last)) {
            read.add(lines.readLine());
        }
        return read;
    }
}
