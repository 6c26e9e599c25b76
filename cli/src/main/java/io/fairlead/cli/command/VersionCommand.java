package io.fairlead.cli.command;

import io.fairlead.cli.shell.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** {@code version}: which Fairlead this is, and which version of etcd's wire it speaks. */
public final class VersionCommand implements Command {
    private static final String API_VERSION = "3.5";

    @Override
    public String usage() {
        return "version";
    }

    @Override
    public String summary() {
        return "Shows the version";
    }

    @Override
    public int run(Invocation call) {
        call.console().out().println("fairlead version: " + version());
        call.console().out().println("API version: " + API_VERSION);
        return ExitCode.SUCCESS;
    }

    /** The version this was built as. */
    public static String version() {
        try (@Nullable InputStream file = VersionCommand.class.getResourceAsStream("version.txt")) {
            return file == null ? "unknown" : new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }
}
