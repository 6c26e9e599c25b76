package io.fairlead.client.watch;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The release of the server a stream goes to, for the one thing that depends on it: before 3.4.25 and 3.5.8 an asked-for
 * progress could overtake events (etcd issue 15220), so it must not be asked for there. Pure.
 */
record ServerVersion(int major, int minor, int patch) {
    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6}).*");

    /** What can't be read is taken for a new release. */
    static ServerVersion parse(String text) {
        Matcher numbers = NUMBERS.matcher(text);
        if (!numbers.matches()) {
            return new ServerVersion(Integer.MAX_VALUE, 0, 0);
        }
        return new ServerVersion(
                Integer.parseInt(numbers.group(1)),
                Integer.parseInt(numbers.group(2)),
                Integer.parseInt(numbers.group(3)));
    }

    boolean tellsProgressInOrder() {
        if (major != 3 || minor > 5) {
            return major >= 3;
        }
        return switch (minor) {
            case 5 -> patch >= 8;
            case 4 -> patch >= 25;
            default -> false;
        };
    }
}
