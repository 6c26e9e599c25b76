package io.fairlead.cli.log;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/** Writes what java.util.logging hands it as lines of {@link ZapLine}. */
final class ZapHandler extends Handler {
    private final SimpleFormatter messages = new SimpleFormatter();
    private final List<PrintStream> outputs;

    ZapHandler(List<PrintStream> outputs) {
        this.outputs = List.copyOf(outputs);
    }

    @Override
    public void publish(@Nullable LogRecord entry) {
        if (entry == null || !isLoggable(entry)) {
            return;
        }
        ZapLine line =
                ZapLine.of(level(entry.getLevel()), entry.getInstant(), caller(entry), messages.formatMessage(entry));
        Throwable thrown = entry.getThrown();
        if (thrown != null) {
            line.field("error", String.valueOf(thrown)).field("stacktrace", stackTrace(thrown));
        }
        write(line);
    }

    void write(ZapLine line) {
        String text = line.toString();
        synchronized (this) {
            for (PrintStream output : outputs) {
                output.println(text);
            }
        }
    }

    /** The last package and the class, from the logger's name: {@code node/RaftLoop}. */
    private static String caller(LogRecord entry) {
        String name = entry.getLoggerName();
        if (name == null || name.isEmpty()) {
            return "unknown";
        }
        int last = name.lastIndexOf('.');
        int before = name.lastIndexOf('.', last - 1);
        return name.substring(before + 1).replace('.', '/');
    }

    private static String level(Level level) {
        int value = level.intValue();
        if (value >= Level.SEVERE.intValue()) {
            return "error";
        }
        if (value >= Level.WARNING.intValue()) {
            return "warn";
        }
        return value >= Level.INFO.intValue() ? "info" : "debug";
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Override
    public void flush() {
        outputs.forEach(PrintStream::flush);
    }

    @Override
    public void close() {
        flush();
    }
}
