package io.fairlead.cli.command;

import io.fairlead.cli.flag.Flag;
import io.fairlead.cli.flag.FlagKind;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.flag.ParsedFlags;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.Console;
import io.fairlead.cli.shell.ExitCode;
import java.util.List;
import java.util.Locale;

/** The flags every command knows, and the variables of the environment that stand in for them. */
public final class GlobalFlags {
    /** Before the name of a flag in capitals, the name of its variable. */
    private static final String VARIABLE_PREFIX = "ETCDCTL_";

    private static final List<String> TLS = List.of("cacert", "cert", "key");
    private static final List<String> AUTH = List.of("user", "password");
    private static final List<String> DISCOVERY = List.of("discovery-srv", "discovery-srv-name");

    /** All of them. */
    public static final FlagSet SET = FlagSet.of(
            Flag.list("endpoints", "127.0.0.1:2379", "where members serve clients, divided by commas"),
            Flag.duration("command-timeout", "5s", "how long a command waits for an answer"),
            Flag.duration("dial-timeout", "2s", "how long a command waits for a connection"),
            Flag.duration("keepalive-time", "2s", "silence after which a connection is probed"),
            Flag.duration("keepalive-timeout", "6s", "how long a probe may go unanswered"),
            Flag.string("write-out", "simple", "output format: simple, fields, json, table or protobuf")
                    .withShorthand("w"),
            Flag.bool("hex", "show bytes in hexadecimal digits"),
            Flag.bool("debug", "tell on standard error what is tried"),
            Flag.string("cacert", "", "not supported yet: TLS"),
            Flag.string("cert", "", "not supported yet: TLS"),
            Flag.string("key", "", "not supported yet: TLS"),
            Flag.bool("insecure-skip-tls-verify", "not supported yet: TLS"),
            new Flag("insecure-transport", "", FlagKind.BOOL, "true", "connections in the clear, the only ones yet"),
            Flag.string("user", "", "not supported yet: authentication"),
            Flag.string("password", "", "not supported yet: authentication"),
            Flag.string("discovery-srv", "", "not supported: endpoints from DNS")
                    .withShorthand("d"),
            Flag.string("discovery-srv-name", "", "not supported: endpoints from DNS"),
            new Flag("insecure-discovery", "", FlagKind.BOOL, "true", "not supported: endpoints from DNS"),
            Flag.bool("help", "show the help page of the command").withShorthand("h"));

    private GlobalFlags() {}

    /**
     * Gives each global flag that the command line leaves open the value of its variable.
     *
     * @throws io.fairlead.cli.flag.FlagException if a variable's value isn't of its flag's kind
     */
    public static void readEnvironment(ParsedFlags flags, Console console) {
        for (Flag flag : SET.all()) {
            String variable =
                    VARIABLE_PREFIX + flag.name().toUpperCase(Locale.ROOT).replace('-', '_');
            String value = console.variable(variable);
            if (!value.isEmpty() && !flag.name().equals("help")) {
                flags.setIfAbsent(flag.name(), value, variable);
            }
        }
    }

    /**
     * Refuses what is known but not there: better than to connect in the clear where someone asked for TLS.
     *
     * @throws CommandFailure naming the flag
     */
    static void refuseWhatIsMissing(ParsedFlags flags) {
        refuse(flags, TLS, "TLS is not supported yet");
        refuse(flags, AUTH, "authentication is not supported yet");
        refuse(flags, DISCOVERY, "discovery by DNS is not supported; name the endpoints with --endpoints");
        if (flags.isOn("insecure-skip-tls-verify") || !flags.isOn("insecure-transport")) {
            throw new CommandFailure(
                    ExitCode.BAD_FEATURE,
                    (flags.isOn("insecure-transport") ? "--insecure-skip-tls-verify" : "--insecure-transport=false")
                            + ": TLS is not supported yet");
        }
    }

    private static void refuse(ParsedFlags flags, List<String> names, String why) {
        for (String name : names) {
            if (!flags.text(name).isEmpty()) {
                throw new CommandFailure(ExitCode.BAD_FEATURE, "--" + name + ": " + why);
            }
        }
    }
}
