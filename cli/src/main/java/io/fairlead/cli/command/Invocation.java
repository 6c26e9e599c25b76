package io.fairlead.cli.command;

import io.fairlead.cli.flag.ParsedFlags;
import io.fairlead.cli.render.Printer;
import io.fairlead.cli.shell.Console;
import io.fairlead.cli.wire.ChannelFactory;
import io.fairlead.cli.wire.Connections;
import io.fairlead.cli.wire.Endpoint;
import io.fairlead.cli.wire.NetworkChannels;
import io.fairlead.cli.wire.Patience;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One call of a command: its words, and the connections and printer they ask for, made when first needed. */
public final class Invocation implements AutoCloseable {
    private final ParsedFlags flags;
    private final Console console;
    private @Nullable NetworkChannels channels;
    private @Nullable Connections connections;

    /** A call with these flags and arguments. */
    public Invocation(ParsedFlags flags, Console console) {
        this.flags = flags;
        this.console = console;
    }

    /** The flags, those of the command and the global ones. */
    public ParsedFlags flags() {
        return flags;
    }

    /** The words that are no flags. */
    public List<String> arguments() {
        return flags.arguments();
    }

    /** Where to read and write. */
    public Console console() {
        return console;
    }

    /**
     * The printer of the format that was asked for.
     *
     * @throws io.fairlead.cli.shell.CommandFailure if there is no such format
     */
    public Printer printer() {
        return printer(false);
    }

    /** The printer of the format that was asked for, showing values without keys if it can. */
    public Printer printer(boolean valueOnly) {
        return Printer.of(flags.text("write-out"), flags.isOn("hex"), valueOnly, console.out());
    }

    /**
     * Connections to the endpoints that were named.
     *
     * @throws io.fairlead.cli.shell.CommandFailure if an endpoint makes no sense or a flag asks for what isn't there
     */
    public Connections connections() {
        if (connections == null) {
            connections = connectionsTo(endpoints());
        }
        return connections;
    }

    /** The endpoints that were named. */
    private List<Endpoint> endpoints() {
        List<Endpoint> endpoints = new ArrayList<>();
        for (String text : flags.list("endpoints")) {
            endpoints.add(Endpoint.parse(text));
        }
        return endpoints;
    }

    /** Takes other endpoints in place of those that were named. */
    public Connections redirect(List<Endpoint> endpoints) {
        if (connections != null) {
            connections.close();
        }
        connections = connectionsTo(endpoints);
        return connections;
    }

    private Connections connectionsTo(List<Endpoint> endpoints) {
        GlobalFlags.refuseWhatIsMissing(flags);
        if (channels == null) {
            channels = new NetworkChannels();
        }
        ChannelFactory factory = channels;
        return new Connections(endpoints, patience(), factory, trace());
    }

    private Patience patience() {
        return new Patience(
                flags.duration("command-timeout"),
                flags.duration("dial-timeout"),
                flags.duration("keepalive-time"),
                flags.duration("keepalive-timeout"));
    }

    private Consumer<String> trace() {
        return flags.isOn("debug") ? console.err()::println : text -> {};
    }

    @Override
    public void close() {
        if (connections != null) {
            connections.close();
        }
        if (channels != null) {
            channels.close();
        }
    }
}
