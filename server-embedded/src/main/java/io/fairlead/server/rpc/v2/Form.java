package io.fairlead.server.rpc.v2;

import io.fairlead.server.http.PageRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The parameters of a request: from its form first, then from its query. */
final class Form {
    private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");

    private final Map<String, String> values;

    private Form(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Reads them.
     *
     * @throws Refusal if the form can't be decoded
     */
    static Form of(PageRequest request) {
        Map<String, String> values = new LinkedHashMap<>();
        String type = request.header("content-type").orElse("");
        if (type.startsWith("application/x-www-form-urlencoded")) {
            for (String pair : request.body().toUtf8().split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                values.putIfAbsent(decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        request.query().forEach((name, all) -> {
            if (!all.isEmpty()) {
                values.putIfAbsent(name, all.get(0));
            }
        });
        return new Form(values);
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw KeyError.INVALID_FORM.of("invalid URL escape");
        }
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** A switch, off where nothing is said. */
    boolean isOn(String name) {
        return flag(name).orElse(false);
    }

    /**
     * A switch; empty if nothing is said.
     *
     * @throws Refusal if it is neither on nor off
     */
    Optional<Boolean> flag(String name) {
        return text(name).map(value -> {
            if (TRUE.contains(value)) {
                return true;
            }
            if (FALSE.contains(value)) {
                return false;
            }
            // etcd quotes all names but this one.
            String shown = name.equals("prevExist") ? name : '"' + name + '"';
            throw KeyError.INVALID_FIELD.of("invalid value for " + shown);
        });
    }

    /**
     * A number that is not negative; empty if nothing is said.
     *
     * @throws Refusal {@code error} if it is no such number
     */
    OptionalLong number(String name, KeyError error) {
        Optional<String> text = text(name).filter(value -> !value.isEmpty());
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            long number = Long.parseLong(text.get());
            if (number >= 0) {
                return OptionalLong.of(number);
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw error.of("invalid value for \"" + name + "\"");
    }
}
