package io.fairlead.cli.command;

import io.fairlead.cli.flag.Flag;
import io.fairlead.cli.flag.FlagKind;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.flag.ParsedFlags;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.Console;
import io.fairlead.cli.wire.Endpoint;
import io.fairlead.client.endpoint.EndpointSource;
import io.fairlead.client.endpoint.Location;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The flags every command knows, and the variables of the environment that stand in for them. */
public final class GlobalFlags {
    /** Before the name of a flag in capitals, the name of its variable. */
    private static final String VARIABLE_PREFIX = "ETCDCTL_";

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
            Flag.string("cacert", "", "file with the certificates of those who vouch for the members"),
            Flag.string("cert", "", "file with the certificate that is shown to the members"),
            Flag.string("key", "", "file with the private key of --cert"),
            Flag.bool("insecure-skip-tls-verify", "believe whoever answers; for tests only"),
            new Flag("insecure-transport", "", FlagKind.BOOL, "true", "=false: TLS also without --cacert and --cert"),
            Flag.string("user", "", "name, or name:password; without a password you are asked for it"),
            Flag.string("password", "", "the password; --user is then the name alone"),
            Flag.string("discovery-srv", "", "domain whose SRV records name the endpoints")
                    .withShorthand("d"),
            Flag.string("discovery-srv-name", "", "which of several clusters of that domain"),
            new Flag("insecure-discovery", "", FlagKind.BOOL, "true", "=false: only records of members with TLS"),
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
     * The endpoints that are meant: those named, or with {@code --discovery-srv} those that DNS knows.
     *
     * @throws CommandFailure if an endpoint makes no sense, or DNS knows none
     */
    static List<Endpoint> endpoints(ParsedFlags flags) {
        String domain = flags.text("discovery-srv");
        List<String> texts = flags.list("endpoints");
        if (!domain.isEmpty()) {
            try {
                texts = EndpointSource.srv(domain, flags.text("discovery-srv-name")).locate().stream()
                        .map(Location::url)
                        .filter(url -> flags.isOn("insecure-discovery") || url.startsWith("https://"))
                        .toList();
            } catch (IOException e) {
                throw CommandFailure.error("dns lookup errors: " + e.getMessage());
            }
        }
        return texts.stream().map(Endpoint::parse).toList();
    }
}
