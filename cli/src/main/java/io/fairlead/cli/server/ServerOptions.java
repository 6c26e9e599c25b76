package io.fairlead.cli.server;

import io.fairlead.cli.flag.FlagException;
import io.fairlead.cli.flag.GoDuration;
import io.fairlead.cli.flag.GoNumbers;
import io.fairlead.cli.server.ServerFlag.Kind;
import io.fairlead.cli.server.ServerFlag.Use;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The flags of one start: from the command line first, from the environment where that says nothing. Each value has
 * passed its flag's check.
 */
final class ServerOptions {
    private static final String VARIABLE_PREFIX = "ETCD_";

    private final Map<ServerFlag, String> given = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();

    private ServerOptions() {}

    /**
     * Reads the words behind {@code fairlead server}: one dash or two, {@code -name=value} or {@code -name value}, a
     * switch alone or with {@code =value}.
     *
     * @throws ServerUsageException if a flag is unknown, lacks its value or has a bad one
     * @throws FlagException if a word is no flag
     */
    static ServerOptions parse(List<String> words) {
        ServerOptions options = new ServerOptions();
        Iterator<String> remaining = words.iterator();
        while (remaining.hasNext()) {
            String word = remaining.next();
            if (!word.startsWith("-") || word.equals("-") || word.equals("--")) {
                throw new FlagException("'" + word + "' is not a valid flag");
            }
            String text = word.substring(word.startsWith("--") ? 2 : 1);
            int equals = text.indexOf('=');
            String name = equals < 0 ? text : text.substring(0, equals);
            ServerFlag flag = ServerFlags.find(name);
            if (flag == null) {
                throw new ServerUsageException("flag provided but not defined: -" + name);
            }
            String value;
            if (equals >= 0) {
                value = text.substring(equals + 1);
            } else if (flag.kind() == Kind.BOOL) {
                value = "true";
            } else if (remaining.hasNext()) {
                value = remaining.next();
            } else {
                throw new ServerUsageException("flag needs an argument: -" + name);
            }
            options.setFromWord(flag, name, value);
        }
        return options;
    }

    private void setFromWord(ServerFlag flag, String name, String value) {
        try {
            flag.check(value);
        } catch (FlagException e) {
            throw new ServerUsageException(
                    flag.kind() == Kind.BOOL
                            ? "invalid boolean value \"" + value + "\" for -" + name + ": " + e.getMessage()
                            : "invalid value \"" + value + "\" for flag -" + name + ": " + e.getMessage());
        }
        given.put(flag, value);
    }

    /**
     * Takes what the command line left open from variables.
     *
     * @throws FlagException if a variable has a bad value
     */
    void readEnvironment(Map<String, String> environment) {
        Map<String, String> variables = new TreeMap<>(environment);
        for (ServerFlag flag : ServerFlags.all()) {
            String value = variables.remove(flag.variable());
            String older =
                    variables.remove(flag.variable().replace(VARIABLE_PREFIX, VARIABLE_PREFIX + "EXPERIMENTAL_"));
            if (value == null || value.isEmpty()) {
                value = older;
            }
            if (value == null || value.isEmpty()) {
                continue;
            }
            if (given.containsKey(flag)) {
                warnings.add("the flag --" + flag.name() + " wins over the variable " + flag.variable());
                continue;
            }
            try {
                flag.check(value);
            } catch (FlagException e) {
                throw new FlagException(
                        "invalid value \"" + value + "\" for " + flag.variable() + ": " + e.getMessage());
            }
            given.put(flag, value);
        }
        variables.forEach((name, value) -> {
            if (name.startsWith(VARIABLE_PREFIX)) {
                warnings.add("unrecognized environment variable " + name + "=" + value);
            }
        });
    }

    /**
     * Refuses what would be dangerous to leave out, and notes what is left out.
     *
     * @throws FlagException naming the flag
     */
    void refuseAndWarn() {
        given.forEach((flag, value) -> {
            if (flag.use() == Use.REFUSED && !value.equals(flag.initial())) {
                throw new FlagException("--" + flag.name() + " is not supported yet, and is not safe to ignore");
            }
            if (flag.use() == Use.IGNORED) {
                warnings.add("--" + flag.name() + " has no meaning here and is ignored");
            }
        });
        for (String gate : gates().ignored()) {
            warnings.add("--feature-gates=" + gate + " has no meaning here and is ignored");
        }
    }

    /** What the person should know, a line each. */
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    boolean isGiven(String name) {
        return given.containsKey(flag(name));
    }

    String text(String name) {
        ServerFlag flag = flag(name);
        return given.getOrDefault(flag, flag.initial());
    }

    boolean isOn(String name) {
        return GoNumbers.parseBool(text(name));
    }

    FeatureGates gates() {
        return FeatureGates.parse(text("feature-gates"));
    }

    Duration duration(String name) {
        return GoDuration.parse(text(name));
    }

    /** A number that may be negative. */
    long signedNumber(String name) {
        return GoNumbers.parseInt(text(name), 10);
    }

    long number(String name) {
        return GoNumbers.parseUint(text(name), 10);
    }

    List<String> list(String name) {
        List<String> parts = new ArrayList<>();
        for (String part : text(name).split(",", -1)) {
            if (!part.isBlank()) {
                parts.add(part.strip());
            }
        }
        return parts;
    }

    private static ServerFlag flag(String name) {
        ServerFlag flag = ServerFlags.find(name);
        if (flag == null) {
            throw new IllegalArgumentException("no such flag: " + name);
        }
        return flag;
    }
}
