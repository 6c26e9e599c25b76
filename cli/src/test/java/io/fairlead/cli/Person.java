package io.fairlead.cli;

import io.fairlead.cli.shell.Console;
import io.fairlead.cli.shell.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Somebody at a terminal, with a command that goes on: they read what it says, answer it, and interrupt it. */
final class Person implements Terminal {
    private static final long PATIENCE_SECONDS = 30;

    private final Heard out = new Heard();
    private final Heard err = new Heard();
    private final List<Runnable> onInterrupt = new CopyOnWriteArrayList<>();
    private final List<String> passwords = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();

    /** Types a line; the command runs beside us. */
    static Person types(String endpoints, InputStream stdin, String... words) {
        Person person = new Person();
        person.start(endpoints, stdin, words);
        return person;
    }

    static Person types(String endpoints, String... words) {
        return types(endpoints, InputStream.nullInputStream(), words);
    }

    /** Knows the answers to the next questions for a password. */
    Person knowing(String... answers) {
        passwords.addAll(List.of(answers));
        return this;
    }

    Person start(String endpoints, InputStream stdin, String... words) {
        Console console = new Console(
                stdin,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of("ETCDCTL_ENDPOINTS", endpoints),
                this);
        Thread thread = new Thread(() -> exitCode.complete(CommandLine.run(List.of(words), console)), "typed");
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    Person hears(String pattern) throws InterruptedException {
        out.await(pattern);
        return this;
    }

    Person hearsComplaint(String pattern) throws InterruptedException {
        err.await(pattern);
        return this;
    }

    Typed interrupts() throws Exception {
        onInterrupt.forEach(Runnable::run);
        return ends();
    }

    Typed ends() throws Exception {
        int code = exitCode.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return new Typed(code, out.text(), err.text());
    }

    @Override
    public boolean isThere() {
        return true;
    }

    @Override
    public String readPassword(String prompt) {
        return passwords.remove(0);
    }

    @Override
    public void onInterrupt(Runnable action) {
        onInterrupt.add(action);
    }

    /** What was said, and somebody who waits for words. */
    private static final class Heard extends ByteArrayOutputStream {
        @Override
        public synchronized void write(byte[] bytes, int from, int count) {
            super.write(bytes, from, count);
            notifyAll();
        }

        @Override
        public synchronized void write(int b) {
            super.write(b);
            notifyAll();
        }

        synchronized String text() {
            return toString(StandardCharsets.UTF_8);
        }

        synchronized void await(String pattern) throws InterruptedException {
            Pattern wanted = Pattern.compile(pattern);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (!wanted.matcher(text()).find()) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError("not heard: " + pattern + " in: " + text());
                }
                wait(left);
            }
        }
    }
}
