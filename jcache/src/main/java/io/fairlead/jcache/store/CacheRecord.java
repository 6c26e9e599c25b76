package io.fairlead.jcache.store;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.fairlead.api.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What all processes that use a cache must agree on, kept in the cluster as JSON. Names of classes are text here: nobody loads
 * a class because it is named in a record.
 *
 * @param keyType class name of the keys
 * @param valueType class name of the values
 * @param keyCodec name of the codec of the keys
 * @param valueCodec name of the codec of the values
 * @param storeByValue whether values are copied; always so here
 * @param expiryPolicy class name of the expiry policy
 */
public record CacheRecord(
        String keyType,
        String valueType,
        String keyCodec,
        String valueCodec,
        boolean storeByValue,
        String expiryPolicy) {
    /** The form of this record and of all others of a cache. Who finds another one keeps his hands off. */
    private static final int FORMAT = 1;

    Bytes toBytes() {
        JsonObject json = new JsonObject();
        json.addProperty("format", FORMAT);
        json.addProperty("keyType", keyType);
        json.addProperty("valueType", valueType);
        json.addProperty("keyCodec", keyCodec);
        json.addProperty("valueCodec", valueCodec);
        json.addProperty("storeByValue", storeByValue);
        json.addProperty("expiryPolicy", expiryPolicy);
        return Bytes.utf8(json.toString());
    }

    /** @throws UnreadableRecordException if this is no such record, or one of a later version of Fairlead */
    static CacheRecord parse(Bytes bytes) {
        try {
            JsonObject json = JsonParser.parseString(bytes.toUtf8()).getAsJsonObject();
            int format = json.get("format").getAsInt();
            if (format != FORMAT) {
                throw new UnreadableRecordException("the cache is kept in format " + format + ", not " + FORMAT);
            }
            return new CacheRecord(
                    json.get("keyType").getAsString(),
                    json.get("valueType").getAsString(),
                    json.get("keyCodec").getAsString(),
                    json.get("valueCodec").getAsString(),
                    json.get("storeByValue").getAsBoolean(),
                    json.get("expiryPolicy").getAsString());
        } catch (JsonParseException | IllegalStateException | NumberFormatException | NullPointerException e) {
            throw new UnreadableRecordException("the record of the cache cannot be read");
        }
    }

    /** In what the other differs from this one, in words; empty if they agree. */
    public List<String> differences(CacheRecord other) {
        List<String> found = new ArrayList<>();
        compare("key type", keyType, other.keyType, found);
        compare("value type", valueType, other.valueType, found);
        compare("key codec", keyCodec, other.keyCodec, found);
        compare("value codec", valueCodec, other.valueCodec, found);
        compare("store by value", storeByValue, other.storeByValue, found);
        compare("expiry policy", expiryPolicy, other.expiryPolicy, found);
        return found;
    }

    private static void compare(String what, Object mine, Object others, List<String> found) {
        if (!Objects.equals(mine, others)) {
            found.add(what + " " + mine + ", not " + others);
        }
    }
}
