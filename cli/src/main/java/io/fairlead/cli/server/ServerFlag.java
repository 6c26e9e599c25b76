package io.fairlead.cli.server;

import io.fairlead.cli.flag.FlagException;
import io.fairlead.cli.flag.GoDuration;
import io.fairlead.cli.flag.GoNumbers;
import io.fairlead.cli.flag.PeerUrls;
import java.util.List;
import java.util.Locale;

/**
 * One of etcd's flags.
 *
 * @param name without dashes
 * @param initial etcd's default, as text
 * @param use what a member here does with it
 */
record ServerFlag(String name, Kind kind, String initial, Use use) {

    /** What a flag's value looks like. */
    enum Kind {
        STRING,
        BOOL,
        INT,
        UINT,
        FLOAT,
        DURATION,
        URLS,
        CLUSTER_STATE,
        GATES
    }

    /** What becomes of a flag. */
    enum Use {
        /** The member is set up by it. */
        GIVEN,
        /** It tunes something this server doesn't have, or doesn't have yet: ignored, with a warning. */
        IGNORED,
        /** It asks for something whose silent absence would hurt: refused where its value isn't the default. */
        REFUSED
    }

    /** The name of its variable in the environment. */
    String variable() {
        return "ETCD_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /**
     * Checks a value.
     *
     * @throws FlagException with the reason alone, in the words of Go's flag package
     */
    void check(String value) {
        switch (kind) {
            case BOOL -> parse(() -> GoNumbers.parseBool(value));
            case INT -> parse(() -> GoNumbers.parseInt(value, 10));
            case UINT -> parse(() -> GoNumbers.parseUint(value, 10));
            case FLOAT -> parse(() -> GoNumbers.parseFloat(value));
            case DURATION -> parse(() -> GoDuration.parse(value));
            case URLS -> {
                if (!value.isEmpty()) {
                    PeerUrls.check(List.of(value.split(",", -1)));
                }
            }
            case CLUSTER_STATE -> {
                if (!value.equals("new") && !value.equals("existing")) {
                    throw new FlagException("invalid value");
                }
            }
            case GATES -> {
                FeatureGates unused = FeatureGates.parse(value);
            }
            case STRING -> {}
        }
    }

    private static void parse(Runnable parser) {
        try {
            parser.run();
        } catch (FlagException e) {
            throw new FlagException(
                    String.valueOf(e.getMessage()).endsWith("out of range") ? "value out of range" : "parse error");
        }
    }
}
