package io.fairlead.cli.log;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The log of this process: where it goes, from which level on, and a way for the command itself to write to it. */
public final class ServerLog {
    private static final String CALLER = "server/ServerCommand";

    /** Kept for the life of the process: java.util.logging forgets the settings of loggers nobody holds. */
    private static final Logger ROOT = Logger.getLogger("");

    /** The libraries below tell too much at debug level to find our own lines. */
    private static final List<Logger> LIBRARIES =
            List.of(Logger.getLogger("io.grpc"), Logger.getLogger("io.grpc.netty.shaded"));

    private final ZapHandler handler;

    private ServerLog(ZapHandler handler) {
        this.handler = handler;
    }

    /** A log that goes to {@code err} and takes nothing but the command's own lines: for what comes before the flags. */
    public static ServerLog plain(PrintStream err) {
        return new ServerLog(new ZapHandler(List.of(err)));
    }

    /**
     * Sends everything this JVM logs to {@code outputs}.
     *
     * @param outputs each {@code default}, {@code stderr}, {@code stdout} or the path of a file, which is appended to
     * @throws IOException if a file can't be opened, in etcd's words
     * @throws IllegalArgumentException if the level is unknown, in etcd's words
     */
    public static ServerLog install(String level, List<String> outputs, PrintStream out, PrintStream err)
            throws IOException {
        Level from = level(level);
        List<PrintStream> streams = new ArrayList<>();
        for (String output : outputs) {
            streams.add(
                    switch (output) {
                        case "default", "stderr", "systemd/journal" -> err;
                        case "stdout" -> out;
                        default -> open(output);
                    });
        }
        ZapHandler handler = new ZapHandler(streams);
        for (Handler old : ROOT.getHandlers()) {
            ROOT.removeHandler(old);
        }
        ROOT.setLevel(from);
        handler.setLevel(from);
        ROOT.addHandler(handler);
        LIBRARIES.forEach(library -> library.setLevel(Level.WARNING));
        return new ServerLog(handler);
    }

    private static PrintStream open(String path) throws IOException {
        try {
            return new PrintStream(new FileOutputStream(path, true), true, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IOException("open sink \"" + path + "\": open " + path + ": no such file or directory", e);
        }
    }

    private static Level level(String name) {
        return switch (name) {
            case "debug" -> Level.FINE;
            case "info" -> Level.INFO;
            case "warn" -> Level.WARNING;
            case "error", "dpanic", "panic", "fatal" -> Level.SEVERE;
            default -> throw new IllegalArgumentException("unrecognized level: \"" + name + "\"");
        };
    }

    /** A line at info. */
    public void info(String message, String... fields) {
        if (handler.getLevel().intValue() <= Level.INFO.intValue()) {
            write("info", message, fields);
        }
    }

    /** A line at warn. */
    public void warn(String message, String... fields) {
        if (handler.getLevel().intValue() <= Level.WARNING.intValue()) {
            write("warn", message, fields);
        }
    }

    /** A line that says why the process ends. */
    public void fatal(String message, String... fields) {
        write("fatal", message, fields);
    }

    /** A line at info with a list in it. */
    public void infoList(String message, String field, List<String> values) {
        if (handler.getLevel().intValue() <= Level.INFO.intValue()) {
            handler.write(ZapLine.of("info", Instant.now(), CALLER, message).field(field, values));
        }
    }

    private void write(String level, String message, String... fields) {
        ZapLine line = ZapLine.of(level, Instant.now(), CALLER, message);
        for (int i = 0; i + 1 < fields.length; i += 2) {
            line.field(fields[i], fields[i + 1]);
        }
        handler.write(line);
    }
}
