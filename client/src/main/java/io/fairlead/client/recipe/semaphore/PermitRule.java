package io.fairlead.client.recipe.semaphore;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.kv.Cmp;
import io.fairlead.client.recipe.line.Rule;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Enters when all before it and itself find room together. So nobody is overtaken: as long as one before us waits, there is no
 * room for those up to it, and none for us.
 *
 * @param name of the semaphore
 * @param wanted permits that are wanted
 * @param total permits that there are
 */
record PermitRule(String name, int wanted, int total) implements Rule {
    private static final Pattern CLAIM = Pattern.compile("([1-9][0-9]{0,9})/([1-9][0-9]{0,9})");

    @Override
    public Bytes prefix() {
        return Bytes.utf8(name + "/");
    }

    @Override
    public KeyRange rivals() {
        return KeyRange.prefix(prefix());
    }

    @Override
    public long needed() {
        return 0;
    }

    @Override
    public Optional<Cmp> nobody() {
        return Optional.empty();
    }

    /** What a key of this line says. */
    Bytes claim() {
        return Bytes.utf8(wanted + "/" + total);
    }

    @Override
    public Verdict judge(List<KeyValue> before) {
        long sum = wanted;
        for (KeyValue rival : before) {
            Matcher claim = CLAIM.matcher(rival.value().toUtf8());
            if (!claim.matches()) {
                return new Verdict.Refuse(
                        "semaphore " + name + ": the key " + rival.key() + " was not put there by a semaphore");
            }
            if (Long.parseLong(claim.group(2)) != total) {
                return new Verdict.Refuse(
                        "semaphore " + name + " has " + claim.group(2) + " permits while it is in use, not " + total);
            }
            sum += Long.parseLong(claim.group(1));
        }
        return sum <= total ? new Verdict.Enter() : new Verdict.Await(rivals());
    }
}
