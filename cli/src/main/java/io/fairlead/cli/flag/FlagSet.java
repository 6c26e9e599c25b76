package io.fairlead.cli.flag;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The flags a command knows, and how they are read: {@code --name value}, {@code --name=value}, {@code -n value},
 * {@code -nvalue}, in any order between the arguments; {@code --} ends the flags.
 */
public final class FlagSet {
    private static final FlagSet NONE = new FlagSet(List.of());

    private final Map<String, Flag> flags = new LinkedHashMap<>();

    private FlagSet(Collection<Flag> all) {
        for (Flag flag : all) {
            if (flags.put(flag.name(), flag) != null) {
                throw new IllegalArgumentException("flag declared twice: " + flag.name());
            }
        }
    }

    /** These flags. */
    public static FlagSet of(Flag... all) {
        return new FlagSet(List.of(all));
    }

    /** No flag at all. */
    public static FlagSet none() {
        return NONE;
    }

    /** The flags of both; no name may stand in both. */
    public FlagSet plus(FlagSet other) {
        List<Flag> both = new ArrayList<>(flags.values());
        both.addAll(other.flags.values());
        return new FlagSet(both);
    }

    /** Every flag, in the order of declaration. */
    public Collection<Flag> all() {
        return Collections.unmodifiableCollection(flags.values());
    }

    /**
     * Reads a command line.
     *
     * @throws FlagException with the words of Go's pflag if a flag is unknown, lacks its value or has a bad one
     */
    public ParsedFlags parse(List<String> words) {
        return parse(words, Integer.MAX_VALUE);
    }

    /**
     * Reads a command line up to a number of arguments; the words after the last of them are left in {@link
     * ParsedFlags#rest()}. It finds the name of a command behind flags that stand before it.
     */
    public ParsedFlags parse(List<String> words, int argumentsMax) {
        ParsedFlags parsed = new ParsedFlags(flags);
        Iterator<String> remaining = words.iterator();
        while (remaining.hasNext() && parsed.arguments().size() < argumentsMax) {
            String word = remaining.next();
            if (word.equals("--")) {
                parsed.markDash();
                remaining.forEachRemaining(parsed::addArgument);
            } else if (word.startsWith("--")) {
                readLong(word, remaining, parsed);
            } else if (word.startsWith("-") && word.length() > 1) {
                readShort(word, remaining, parsed);
            } else {
                parsed.addArgument(word);
            }
        }
        remaining.forEachRemaining(parsed::addRest);
        return parsed;
    }

    private void readLong(String word, Iterator<String> remaining, ParsedFlags parsed) {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word.substring(2) : word.substring(2, equals);
        if (name.isEmpty() || name.startsWith("-")) {
            throw new FlagException("bad flag syntax: " + word);
        }
        Flag flag = flags.get(name);
        if (flag == null) {
            throw new FlagException("unknown flag: --" + name);
        }
        if (equals >= 0) {
            parsed.set(flag, word.substring(equals + 1), "--" + name);
        } else if (flag.kind() == FlagKind.BOOL) {
            parsed.set(flag, "true", "--" + name);
        } else if (remaining.hasNext()) {
            parsed.set(flag, remaining.next(), "--" + name);
        } else {
            throw new FlagException("flag needs an argument: --" + name);
        }
    }

    /** Reads a word of letters: switches may stand together, the last may take the rest of the word as its value. */
    private void readShort(String word, Iterator<String> remaining, ParsedFlags parsed) {
        for (int i = 1; i < word.length(); i++) {
            String letter = word.substring(i, i + 1);
            Flag flag = byLetter(letter);
            if (flag == null) {
                throw new FlagException("unknown shorthand flag: '" + letter + "' in " + word);
            }
            String shown = "-" + letter + ", --" + flag.name();
            String tail = word.substring(i + 1);
            if (tail.startsWith("=")) {
                parsed.set(flag, tail.substring(1), shown);
                return;
            }
            if (flag.kind() == FlagKind.BOOL) {
                parsed.set(flag, "true", shown);
                continue;
            }
            if (tail.isEmpty() && !remaining.hasNext()) {
                throw new FlagException("flag needs an argument: '" + letter + "' in " + word);
            }
            parsed.set(flag, tail.isEmpty() ? remaining.next() : tail, shown);
            return;
        }
    }

    private @Nullable Flag byLetter(String letter) {
        for (Flag flag : flags.values()) {
            if (flag.shorthand().equals(letter)) {
                return flag;
            }
        }
        return null;
    }
}
