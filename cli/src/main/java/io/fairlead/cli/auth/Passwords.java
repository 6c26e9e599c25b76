package io.fairlead.cli.auth;

import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** New passwords: typed twice, or one word of standard input with {@code --interactive=false}. */
final class Passwords {
    private Passwords() {}

    static String read(String user, Invocation call) {
        if (!call.flags().isOn("interactive")) {
            return word(call.console().in());
        }
        Terminal terminal = call.console().terminal();
        String password = terminal.readPassword("Password of " + user + ": ");
        if (password.isEmpty()) {
            throw CommandFailure.badArguments("empty password");
        }
        if (!terminal.readPassword("Type password of " + user + " again for confirmation: ")
                .equals(password)) {
            throw CommandFailure.badArguments("given passwords are different");
        }
        return password;
    }

    private static String word(InputStream in) {
        try {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
            return text.isEmpty() ? "" : text.split("\\s+", 2)[0];
        } catch (IOException e) {
            throw CommandFailure.badArguments(String.valueOf(e.getMessage()));
        }
    }
}
