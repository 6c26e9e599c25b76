package io.fairlead.jcache;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ExpiryPolicy;
import org.jspecify.annotations.Nullable;

/** An expiry policy that says what a test wants, and remembers what it was asked. */
final class Policies implements ExpiryPolicy {
    static final Duration HOUR = new Duration(TimeUnit.HOURS, 1);
    static final Duration MINUTE = new Duration(TimeUnit.MINUTES, 1);

    private final Duration creation;
    private final @Nullable Duration access;
    private final @Nullable Duration update;
    private final List<String> asked = new ArrayList<>();

    Policies(Duration creation, @Nullable Duration access, @Nullable Duration update) {
        this.creation = creation;
        this.access = access;
        this.update = update;
    }

    /** Whatever is written twice has expired, and stands there for others to meet. */
    static Policies expiringOnUpdate() {
        return new Policies(HOUR, null, Duration.ZERO);
    }

    /** What it was asked since the last call. */
    List<String> asked() {
        List<String> all = List.copyOf(asked);
        asked.clear();
        return all;
    }

    @Override
    public Duration getExpiryForCreation() {
        asked.add("creation");
        return creation;
    }

    @Override
    public @Nullable Duration getExpiryForAccess() {
        asked.add("access");
        return access;
    }

    @Override
    public @Nullable Duration getExpiryForUpdate() {
        asked.add("update");
        return update;
    }
}
