package io.fairlead.cli.server;

import io.fairlead.cli.flag.FlagException;
import io.fairlead.cli.log.ServerLog;
import io.fairlead.cli.shell.Console;
import io.fairlead.cli.shell.ExitCode;
import io.fairlead.server.embed.FairleadServer;
import io.fairlead.server.embed.ServerConfig;
import java.io.IOException;
import java.util.List;

/**
 * {@code fairlead server}: starts a member and stays until it is told to go or can't go on.
 *
 * <p>SIGTERM and SIGINT stop the member in good order, a leader handing over first, and the process ends with 0.
 */
public final class ServerCommand {
    /** The number for a command line that can't be read. */
    private static final int USAGE = 2;

    private ServerCommand() {}

    /**
     * Runs a member; returns only if it doesn't start, or ends by itself.
     *
     * @param words what stands behind {@code fairlead server}
     * @return the number for the shell
     */
    public static int run(List<String> words, Console console, String version) {
        if (words.contains("--help") || words.contains("-help") || words.contains("-h")) {
            ServerHelp.print(console.out());
            return ExitCode.SUCCESS;
        }
        ServerLog log = ServerLog.plain(console.err());
        ServerConfig config;
        try {
            ServerOptions options = ServerOptions.parse(words);
            if (options.isOn("version")) {
                console.out().println("fairlead Version: " + version);
                console.out().println("API version: 3.5");
                return ExitCode.SUCCESS;
            }
            options.readEnvironment(console.environment());
            log = ServerLog.install(
                    options.text("log-level"), options.list("log-outputs"), console.out(), console.err());
            log.infoList("Running: ", "args", words);
            options.refuseAndWarn();
            options.warnings().forEach(log::warn);
            config = MemberConfig.of(options);
        } catch (ServerUsageException e) {
            console.err().println(e.getMessage());
            ServerHelp.print(console.err());
            return USAGE;
        } catch (FlagException | IllegalArgumentException | IOException e) {
            log.warn("failed to verify flags", "error", String.valueOf(e.getMessage()));
            return ExitCode.ERROR;
        }
        return run(config, log);
    }

    private static int run(ServerConfig config, ServerLog log) {
        FairleadServer server;
        try {
            server = FairleadServer.start(config);
        } catch (IOException | IllegalArgumentException e) {
            log.fatal("failed to start member", "error", String.valueOf(e.getMessage()));
            return ExitCode.ERROR;
        }
        Thread stop = new Thread(
                () -> {
                    log.info("received signal; shutting down", "name", config.name());
                    server.close();
                    log.info("closed member", "name", config.name());
                    // Stopping when told to is success, whatever the signal's own number.
                    Runtime.getRuntime().halt(ExitCode.SUCCESS);
                },
                "fairlead-stop");
        Runtime.getRuntime().addShutdownHook(stop);
        String reason = server.ended().join();
        try {
            Runtime.getRuntime().removeShutdownHook(stop);
        } catch (IllegalStateException e) {
            // Told to go at the same moment: the hook ends the process, and with which number.
            return ExitCode.SUCCESS;
        }
        log.fatal("member ended", "name", config.name(), "error", reason);
        return ExitCode.ERROR;
    }
}
