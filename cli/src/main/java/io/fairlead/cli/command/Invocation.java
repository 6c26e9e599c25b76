package io.fairlead.cli.command;

import io.fairlead.cli.flag.ParsedFlags;
import io.fairlead.cli.render.Printer;
import io.fairlead.cli.shell.Console;
import io.fairlead.cli.wire.ChannelFactory;
import io.fairlead.cli.wire.Connections;
import io.fairlead.cli.wire.Endpoint;
import io.fairlead.cli.wire.NetworkChannels;
import io.fairlead.cli.wire.Patience;
import io.fairlead.client.FairleadClient;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One call of a command: its words, and the connections and printer they ask for, made when first needed. */
public final class Invocation implements AutoCloseable {
    private final ParsedFlags flags;
    private final Console console;
    private @Nullable NetworkChannels channels;
    private @Nullable Connections connections;
    private @Nullable Access access;
    private final Deque<AutoCloseable> closeables = new ArrayDeque<>();

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
            connections = connectionsTo(GlobalFlags.endpoints(flags));
        }
        return connections;
    }

    /** Takes other endpoints in place of those that were named. */
    public Connections redirect(List<Endpoint> endpoints) {
        if (connections != null) {
            connections.close();
        }
        connections = connectionsTo(endpoints);
        return connections;
    }

    /**
     * Connections to another cluster. They live as long as this call.
     *
     * @param other how that cluster is reached
     */
    public Connections connectionsTo(List<Endpoint> endpoints, Access other) {
        NetworkChannels network = new NetworkChannels(other.security());
        closeables.add(network);
        Connections elsewhere = new Connections(endpoints, patience(), other.login(), network, trace());
        closeables.add(elsewhere);
        return elsewhere;
    }

    private Connections connectionsTo(List<Endpoint> endpoints) {
        if (channels == null) {
            channels = new NetworkChannels(access().security());
        }
        ChannelFactory factory = channels;
        return new Connections(endpoints, patience(), access().login(), factory, trace());
    }

    /** How the cluster is reached that the global flags name. */
    public Access access() {
        if (access == null) {
            access = Access.of(flags, "", console);
        }
        return access;
    }

    /**
     * The client library, connected as the flags say, for the commands that are recipes. It lives as long as this call.
     *
     * @throws io.fairlead.cli.shell.CommandFailure if an endpoint makes no sense or a file can't be used
     */
    public FairleadClient client() {
        FairleadClient.Builder builder = FairleadClient.builder()
                .endpoints(GlobalFlags.endpoints(flags).stream().map(this::url).toList())
                .tls(access().security().tls())
                .deadline(flags.duration("command-timeout"))
                .memberRefresh(false);
        access().login()
                .ifPresent(login -> builder.user(login.user(), login.password().toCharArray()));
        FairleadClient client = builder.build();
        closeables.add(client);
        return client;
    }

    private String url(Endpoint endpoint) {
        return (access().security().secures(endpoint) ? "https://" : "http://") + endpoint.address();
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
        while (!closeables.isEmpty()) {
            close(closeables.pop());
        }
        if (connections != null) {
            connections.close();
        }
        if (channels != null) {
            channels.close();
        }
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("what closes here throws nothing that is checked", e);
        }
    }
}
