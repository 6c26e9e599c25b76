package io.fairlead.cli;

import io.fairlead.cli.shell.Terminal;
import java.io.Console;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Optional;

/** The terminal of this process. */
final class ProcessTerminal implements Terminal {
    /** How long a command that was interrupted may take to end by itself. */
    private static final Duration END_TIMEOUT = Duration.ofSeconds(10);

    private final Thread main = Thread.currentThread();

    private final Optional<Console> console = console();

    @Override
    public boolean isThere() {
        return console.isPresent();
    }

    @Override
    public String readPassword(String prompt) {
        return console.map(asked -> asked.readPassword("%s", prompt))
                .map(String::valueOf)
                .orElse("");
    }

    /** From JDK 22 on there is a console without a terminal too, and a way to ask which it is. */
    @SuppressWarnings("SystemConsoleNull")
    private static Optional<Console> console() {
        Optional<Console> console = Optional.ofNullable(System.console());
        try {
            Method isTerminal = Console.class.getMethod("isTerminal");
            return console.isPresent() && Boolean.TRUE.equals(isTerminal.invoke(console.get()))
                    ? console
                    : Optional.empty();
        } catch (NoSuchMethodException e) {
            return console;
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        }
    }

    /** The process ends when its hooks have, or when the main thread halts it with the command's number. */
    @Override
    public void onInterrupt(Runnable action) {
        Thread hook = new Thread(
                () -> {
                    action.run();
                    try {
                        main.join(END_TIMEOUT.toMillis());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "interrupted");
        Runtime.getRuntime().addShutdownHook(hook);
    }
}
