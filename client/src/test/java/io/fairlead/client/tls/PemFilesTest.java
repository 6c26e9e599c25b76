package io.fairlead.client.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.pem.Identity;
import io.fairlead.api.pem.Reloaded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read of PEM files, and what is said of those that can't be used. */
class PemFilesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path dir;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rsa-pkcs1-key | holds no EC key |",
                "app-encrypted-key | holds an encrypted key | openssl pkey -in ",
                "app | holds no private key |",
                "rsa-key | holds no EC key |",
                "next-app-key | is not the key of the certificate |",
                "nowhere | does not exist |"
            })
    void key_thatCannotBeUsed_isNamedWithTheRemedy(String name, String why, String remedy) {
        assertThatThrownBy(() -> new PemKeyManager(pem("app"), pem(name)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(pem(name).toString())
                .hasMessageContaining(why)
                .hasMessageContaining(remedy == null ? "" : remedy);
    }

    @Test
    void key_inTheOlderForms_isRead() throws IOException {
        assertThat(Identity.read(pem("rsa"), pem("rsa-pkcs1-key")).key())
                .isEqualTo(Identity.read(pem("rsa"), pem("rsa-key")).key());
        assertThat(Identity.read(pem("app"), pem("app-sec1-key")).key().getAlgorithm())
                .isEqualTo("EC");
    }

    @Test
    void certificates_severalInOneFileWithWordsBetween_areAllTrusted() throws IOException {
        Path both = dir.resolve("both.pem");
        Files.writeString(
                both,
                "The first:\n" + Files.readString(pem("ca")) + "the second - newer - one\r\n"
                        + Files.readString(pem("next-ca")));
        assertThat(new PemTrustManager(both).getAcceptedIssuers()).hasSize(2);
    }

    @Test
    void certificates_noneOrDamaged_areRefusedByName() throws IOException {
        Path damaged = dir.resolve("damaged.pem");
        Files.writeString(damaged, Files.readString(pem("ca")).replaceFirst("MII?.", "MAA"));
        assertThatThrownBy(() -> new PemTrustManager(damaged)).hasMessageContaining(damaged.toString());
        assertThatThrownBy(() -> new PemTrustManager(pem("app-key"))).hasMessageContaining("holds no certificate");
    }

    @Test
    void handshake_underWayWhileFilesChange_keepsCertificateAndKeyTogether() throws IOException {
        Path certificate = Files.copy(pem("app"), dir.resolve("app.pem"));
        Path key = Files.copy(pem("app-key"), dir.resolve("app-key.pem"));
        PemKeyManager keys = new PemKeyManager(certificate, key);
        String first = keys.chooseEngineClientAlias(null, null, null);
        Files.writeString(certificate, Files.readString(pem("rsa")));
        assertThat(keys.chooseEngineClientAlias(null, null, null))
                .as("half a change")
                .isEqualTo(first);
        Files.writeString(key, Files.readString(pem("rsa-key")));
        String second = keys.chooseEngineClientAlias(null, null, null);
        assertThat(second).isNotEqualTo(first);
        assertThat(keys.getPrivateKey(first))
                .extracting(PrivateKey::getAlgorithm)
                .isEqualTo("EC");
        assertThat(keys.getCertificateChain(first))
                .extracting(shown -> shown.getPublicKey().getAlgorithm())
                .containsExactly("EC");
        assertThat(keys.getPrivateKey(second))
                .extracting(PrivateKey::getAlgorithm)
                .isEqualTo("RSA");
        assertThat(keys.getPrivateKey("another")).isNull();
        assertThat(keys.getCertificateChain("another")).isNull();
    }

    @Test
    void file_broken_isLoggedOncePerChange() throws IOException {
        Path authorities = Files.copy(pem("ca"), dir.resolve("ca.pem"));
        PemTrustManager trust = new PemTrustManager(authorities);
        List<LogRecord> heard = new ArrayList<>();
        Handler ear = new Handler() {
            @Override
            public void publish(LogRecord message) {
                heard.add(message);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(Reloaded.class.getName());
        logger.addHandler(ear);
        try {
            Files.writeString(authorities, "nothing");
            assertThat(trust.getAcceptedIssuers()).hasSize(1);
            assertThat(trust.getAcceptedIssuers()).hasSize(1);
            assertThat(heard).hasSize(1);
            assertThat(heard.get(0).getParameters())
                    .anySatisfy(part -> assertThat(part.toString()).contains("holds no certificate"));
            Files.writeString(authorities, Files.readString(pem("ca")));
            assertThat(trust.getAcceptedIssuers()).hasSize(1);
            assertThat(heard).hasSize(2);
        } finally {
            logger.removeHandler(ear);
        }
    }

    @Test
    void identity_printed_hidesTheKey() throws IOException {
        assertThat(Identity.read(pem("rsa"), pem("rsa-key"))).hasToString("Identity[CN=app]");
    }

    @Test
    void trust_askedAboutClientsOrWithoutAName_refuses() throws IOException {
        PemTrustManager trust = new PemTrustManager(pem("ca"));
        PemKeyManager keys = new PemKeyManager(pem("app"), pem("app-key"));
        var chain = Objects.requireNonNull(keys.getCertificateChain(keys.chooseClientAlias(null, null, null)));
        assertThatThrownBy(() -> trust.checkServerTrusted(chain, "EC")).hasMessageContaining("name of the server");
        assertThatThrownBy(() -> trust.checkClientTrusted(chain, "EC")).hasMessageContaining("servers alone");
    }

    private static Path pem(String name) {
        return Path.of("src/test/resources/tls", name + ".pem");
    }
}
