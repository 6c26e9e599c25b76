package io.fairlead.cli.command;

import io.fairlead.cli.flag.ParsedFlags;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.Console;
import io.fairlead.cli.wire.Login;
import io.fairlead.cli.wire.Security;
import java.io.IOException;
import java.util.Optional;

/**
 * What the flags of one cluster say of access to it: how connections are secured, and who we are.
 *
 * @param security how connections are secured
 * @param login who we are; empty for nobody
 */
public record Access(Security security, Optional<Login> login) {

    /**
     * Reads the flags whose names begin with {@code prefix}; asks for the password if a user is named without one.
     *
     * @throws CommandFailure if a file can't be used
     */
    public static Access of(ParsedFlags flags, String prefix, Console console) {
        String authorities = flags.text(prefix + "cacert");
        String certificate = flags.text(prefix + "cert");
        String key = flags.text(prefix + "key");
        boolean isBlind = flags.isOn("insecure-skip-tls-verify");
        try {
            Security security =
                    Security.of(authorities, certificate, key, flags.isOn(prefix + "insecure-transport"), isBlind);
            return new Access(security, login(flags.text(prefix + "user"), flags.text(prefix + "password"), console));
        } catch (IOException e) {
            throw CommandFailure.badArguments(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<Login> login(String user, String password, Console console) {
        if (user.isEmpty()) {
            return Optional.empty();
        }
        if (!password.isEmpty()) {
            return Optional.of(new Login(user, password));
        }
        int colon = user.indexOf(':');
        return Optional.of(
                colon < 0
                        ? new Login(user, console.terminal().readPassword("Password: "))
                        : new Login(user.substring(0, colon), user.substring(colon + 1)));
    }
}
