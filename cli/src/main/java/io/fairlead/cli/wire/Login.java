package io.fairlead.cli.wire;

/** A user's name and password. Shown nowhere. */
public record Login(String user, String password) {
    /** The name alone. */
    @Override
    public String toString() {
        return "Login[" + user + "]";
    }
}
