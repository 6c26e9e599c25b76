package io.fairlead.server.golden;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** What a scenario remembers while it runs, and with it the special objects of the notation. */
final class Notes {
    private static final String ALLOW_EXTRA = "$allow_extra";

    private final Map<String, JsonElement> remembered = new HashMap<>();

    void remember(String name, String value) {
        remembered.put(name, new JsonPrimitive(value));
    }

    /** A request with its special objects written out. */
    JsonElement resolve(JsonElement element) {
        if (element.isJsonArray()) {
            JsonArray array = new JsonArray();
            element.getAsJsonArray().forEach(item -> array.add(resolve(item)));
            return array;
        }
        if (!element.isJsonObject()) {
            return element;
        }
        Optional<String> special = special(element);
        if (special.isPresent()) {
            return known(special.get(), element.getAsJsonObject());
        }
        JsonObject object = new JsonObject();
        element.getAsJsonObject().entrySet().forEach(each -> object.add(each.getKey(), resolve(each.getValue())));
        return object;
    }

    /** How {@code actual} differs from what is expected at {@code path}; remembers what it is to remember. */
    Optional<String> difference(String path, JsonElement expected, JsonElement actual) {
        Optional<String> special = special(expected);
        if (special.isPresent()) {
            return matches(special.get(), expected.getAsJsonObject().get(special.get()), expected, actual)
                    ? Optional.empty()
                    : different(path, expected, actual);
        }
        if (expected.isJsonObject() && actual.isJsonObject()) {
            return objects(path, expected.getAsJsonObject(), actual.getAsJsonObject());
        }
        if (expected.isJsonArray() && actual.isJsonArray()) {
            return arrays(path, expected.getAsJsonArray(), actual.getAsJsonArray());
        }
        boolean same = expected.isJsonPrimitive() && sameScalar(expected, actual);
        return same ? Optional.empty() : different(path, expected, actual);
    }

    private Optional<String> objects(String path, JsonObject expected, JsonObject actual) {
        Set<String> names = new TreeSet<>(expected.keySet());
        names.addAll(actual.keySet());
        names.remove(ALLOW_EXTRA);
        if (expected.has(ALLOW_EXTRA)) {
            StreamSupport.stream(expected.getAsJsonArray(ALLOW_EXTRA).spliterator(), false)
                    .map(JsonElement::getAsString)
                    .filter(name -> !expected.has(name))
                    .forEach(names::remove);
        }
        for (String name : names) {
            String here = path + '.' + name;
            if (!expected.has(name)) {
                return Optional.of(here + ": not expected, got " + shortened(actual.get(name)));
            }
            JsonElement wanted = expected.get(name);
            if (!actual.has(name)) {
                if (NormalForm.isDefault(wanted) || special(wanted).equals(Optional.of("$any"))) {
                    continue;
                }
                return Optional.of(here + ": missing, expected " + shortened(wanted));
            }
            Optional<String> difference = difference(here, wanted, actual.get(name));
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    private Optional<String> arrays(String path, JsonArray expected, JsonArray actual) {
        for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
            Optional<String> difference = difference(path + '[' + i + ']', expected.get(i), actual.get(i));
            if (difference.isPresent()) {
                return difference;
            }
        }
        return expected.size() == actual.size() ? Optional.empty() : different(path, expected, actual);
    }

    private boolean matches(String kind, JsonElement argument, JsonElement expected, JsonElement actual) {
        return switch (kind) {
            case "$any" -> true;
            case "$nonzero" -> !NormalForm.isDefault(actual);
            case "$capture" -> {
                remembered.put(argument.getAsString(), actual);
                yield !NormalForm.isDefault(actual);
            }
            case "$between" -> {
                BigInteger number = new BigInteger(actual.getAsString());
                JsonArray bounds = argument.getAsJsonArray();
                yield number.compareTo(bounds.get(0).getAsBigInteger()) >= 0
                        && number.compareTo(bounds.get(1).getAsBigInteger()) <= 0;
            }
            case "$regex" -> Pattern.matches(argument.getAsString(), actual.getAsString());
            default -> sameScalar(known(kind, expected.getAsJsonObject()), actual);
        };
    }

    /** The special objects that stand for a known value. */
    private JsonElement known(String kind, JsonObject object) {
        switch (kind) {
            case "$ref" -> {
                String name = object.get(kind).getAsString();
                JsonElement value = remembered.get(name);
                if (value == null) {
                    throw new IllegalStateException("nothing is remembered as " + name);
                }
                return value;
            }
            case "$fill" -> {
                JsonObject fill = object.getAsJsonObject(kind);
                byte[] bytes = new byte[fill.get("len").getAsInt()];
                Arrays.fill(bytes, (byte) fill.get("byte").getAsInt());
                return new JsonPrimitive(Base64.getEncoder().encodeToString(bytes));
            }
            default -> throw new IllegalArgumentException("not a value: " + object);
        }
    }

    private static Optional<String> special(JsonElement element) {
        if (!element.isJsonObject() || element.getAsJsonObject().size() != 1) {
            return Optional.empty();
        }
        String name = element.getAsJsonObject().keySet().iterator().next();
        return name.startsWith("$") && !name.equals(ALLOW_EXTRA) ? Optional.of(name) : Optional.empty();
    }

    private static boolean sameScalar(JsonElement expected, JsonElement actual) {
        if (!actual.isJsonPrimitive()) {
            return false;
        }
        JsonPrimitive left = expected.getAsJsonPrimitive();
        JsonPrimitive right = actual.getAsJsonPrimitive();
        return (left.isNumber() && right.isNumber())
                ? left.getAsBigDecimal().compareTo(right.getAsBigDecimal()) == 0
                : left.equals(right);
    }

    private static Optional<String> different(String path, JsonElement expected, JsonElement actual) {
        return Optional.of(path + ": expected " + shortened(expected) + " but got " + shortened(actual));
    }

    private static String shortened(JsonElement element) {
        String text = element.toString();
        return text.length() <= 400 ? text : text.substring(0, 400) + "... (" + text.length() + " characters)";
    }
}
