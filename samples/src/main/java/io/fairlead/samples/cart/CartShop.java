package io.fairlead.samples.cart;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.Duration;
import javax.cache.expiry.TouchedExpiryPolicy;

/**
 * One instance of a web shop. Start as many as you like: they share the carts, and each tells what happens in all of them.
 *
 * <pre>
 * curl -X POST   http://127.0.0.1:8080/cart/anna?add=apple
 * curl           http://127.0.0.1:8080/cart/anna
 * curl -X DELETE http://127.0.0.1:8080/cart/anna             # buys
 * curl -N        http://127.0.0.1:8080/feed                  # what happens, from now on
 * </pre>
 */
public final class CartShop implements AutoCloseable {
    private static final Duration FORGOTTEN_AFTER = new Duration(TimeUnit.MINUTES, 30);

    private final Feed feed = new Feed();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CacheManager manager;
    private final Cache<String, Cart> carts;
    private final HttpServer server;

    private CartShop(URI caches, int port) throws IOException {
        manager = Caching.getCachingProvider().getCacheManager(caches, CartShop.class.getClassLoader());
        carts = manager.createCache(
                "carts",
                new MutableConfiguration<String, Cart>()
                        .setTypes(String.class, Cart.class)
                        .setExpiryPolicyFactory(TouchedExpiryPolicy.factoryOf(FORGOTTEN_AFTER))
                        .addCacheEntryListenerConfiguration(new MutableCacheEntryListenerConfiguration<>(
                                new FactoryBuilder.SingletonFactory<>(feed), null, true, true)));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        server.createContext("/cart/", this::cart);
        server.createContext("/feed", this::feed);
        server.start();
    }

    /**
     * Starts an instance.
     *
     * @param caches where the caches are, as in {@code fairlead://127.0.0.1:2379/shop}
     * @param port where it listens; 0 for any
     */
    public static CartShop open(URI caches, int port) throws IOException {
        return new CartShop(caches, port);
    }

    /** Arguments: where the caches are, and the port. Ends with its standard input. */
    public static void main(String[] args) throws IOException {
        try (CartShop shop = open(URI.create(args[0]), Integer.parseInt(args[1]))) {
            System.out.println(shop.address());
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }

    /** Where it serves. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void cart(HttpExchange request) throws IOException {
        String customer = request.getRequestURI().getPath().substring("/cart/".length());
        Cart cart = switch (request.getRequestMethod()) {
            case "POST" -> add(customer, request.getRequestURI().getQuery().substring("add=".length()));
            case "DELETE" -> carts.getAndRemove(customer);
            default -> carts.get(customer);
        };
        byte[] answer = ((cart == null ? Cart.empty() : cart) + "\n").getBytes(StandardCharsets.UTF_8);
        request.sendResponseHeaders(200, answer.length);
        try (OutputStream body = request.getResponseBody()) {
            body.write(answer);
        }
    }

    /** Whatever other instances do to the same cart meanwhile, nothing gets lost. */
    private Cart add(String customer, String item) {
        return carts.invoke(customer, (entry, arguments) -> {
            Cart cart = (entry.exists() ? entry.getValue() : Cart.empty()).and(item);
            entry.setValue(cart);
            return cart;
        });
    }

    private void feed(HttpExchange request) throws IOException {
        BlockingQueue<String> lines = feed.follow();
        request.sendResponseHeaders(200, 0);
        try (OutputStream body = request.getResponseBody()) {
            for (String line = "from here on"; true; line = lines.take()) {
                body.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                body.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the shop closes
        } finally {
            feed.leave(lines);
        }
    }

    /** Leaves the carts as they are: other instances go on with them. */
    @Override
    public void close() {
        threads.shutdownNow();
        server.stop(0);
        manager.close();
    }
}
