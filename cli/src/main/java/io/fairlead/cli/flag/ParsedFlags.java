package io.fairlead.cli.flag;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A command line that was read: a checked value for each flag, and the arguments between them. */
public final class ParsedFlags {
    private final Map<String, Flag> flags;

    /** The values that were given, by the flag's name. Invariant: each has passed its flag's check. */
    private final Map<String, String> given = new LinkedHashMap<>();

    private final List<String> arguments = new ArrayList<>();
    private final List<String> rest = new ArrayList<>();

    /** How many arguments stood before {@code --}; -1 if there was none. */
    private int dashAt = -1;

    ParsedFlags(Map<String, Flag> flags) {
        this.flags = flags;
    }

    /** The words that are no flags. */
    public List<String> arguments() {
        return Collections.unmodifiableList(arguments);
    }

    /** How many of {@link #arguments()} stood before the word {@code --}; -1 if there was none. */
    public int dashAt() {
        return dashAt;
    }

    /** The words that weren't read. */
    public List<String> rest() {
        return Collections.unmodifiableList(rest);
    }

    /** Whether the flag was given, by the command line or {@link #setIfAbsent}. */
    public boolean isGiven(String name) {
        return given.containsKey(name);
    }

    /** The value of a flag as text. */
    public String text(String name) {
        String value = given.get(name);
        return value != null ? value : flag(name).initial();
    }

    /** The value of a flag that is on or off. */
    public boolean isOn(String name) {
        return GoNumbers.parseBool(text(name));
    }

    /** The value of a flag that is a number. */
    public long number(String name) {
        return flag(name).kind() == FlagKind.UINT64
                ? GoNumbers.parseUint(text(name), 10)
                : GoNumbers.parseInt(text(name), 10);
    }

    /** The value of a flag that is a duration. */
    public Duration duration(String name) {
        return GoDuration.parse(text(name));
    }

    /** The value of a flag that is a list; empty if its text is. */
    public List<String> list(String name) {
        String text = text(name);
        return text.isEmpty() ? List.of() : Arrays.asList(text.split(",", -1));
    }

    /**
     * Gives a flag a value from elsewhere, unless the command line gave one.
     *
     * @param shown how the complaint names the source of the value
     * @throws FlagException if the value isn't of the flag's kind
     */
    public void setIfAbsent(String name, String value, String shown) {
        if (!given.containsKey(name)) {
            set(flag(name), value, shown);
        }
    }

    void set(Flag flag, String value, String shown) {
        try {
            flag.check(value);
        } catch (FlagException e) {
            throw new FlagException("invalid argument \"" + value + "\" for \"" + shown + "\" flag: " + e.getMessage());
        }
        if (flag.kind() == FlagKind.LIST && given.containsKey(flag.name())) {
            given.merge(flag.name(), value, (before, added) -> before + "," + added);
        } else {
            given.put(flag.name(), value);
        }
    }

    void markDash() {
        dashAt = arguments.size();
    }

    void addArgument(String word) {
        arguments.add(word);
    }

    void addRest(String word) {
        rest.add(word);
    }

    private Flag flag(String name) {
        Flag flag = flags.get(name);
        if (flag == null) {
            throw new IllegalArgumentException("no such flag is declared: " + name);
        }
        return flag;
    }
}
