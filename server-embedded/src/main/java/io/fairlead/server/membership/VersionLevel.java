package io.fairlead.server.membership;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A level of features: the major and minor number of a release of etcd. */
public record VersionLevel(int major, int minor) {
    /** Major and minor number, and what semantic versions allow behind them. */
    private static final Pattern FORM = Pattern.compile(
            "(0|[1-9]\\d{0,8})\\.(0|[1-9]\\d{0,8})" + "(\\.(0|[1-9]\\d{0,8})(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?)?");

    /** The level of {@code 3.5}, {@code 3.5.2} or {@code 3.5.2-rc.0}; empty if {@code text} is no version. */
    public static Optional<VersionLevel> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? Optional.of(new VersionLevel(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    /** The one level a cluster at this one may be taken down to. */
    public VersionLevel below() {
        return new VersionLevel(major, minor - 1);
    }

    /** As cluster versions are written: {@code 3.5.0}. */
    @Override
    public String toString() {
        return major + "." + minor + ".0";
    }
}
