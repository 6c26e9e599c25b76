package io.fairlead.client;

import java.nio.file.Path;

/** The certificates that tests use; what each is, the README beside them says. */
final class TlsFixture {
    private TlsFixture() {}

    static Path pem(String name) {
        return Path.of("src/test/resources/tls", name + ".pem");
    }

    static Path key(String name) {
        return pem(name + "-key");
    }

    /** Trusts the first authority and shows what it signed. */
    static Tls ofApp() {
        return Tls.fromPem(pem("ca"), pem("app"), key("app"));
    }
}
