package io.fairlead.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names, origins, versions and what may be configured together. */
class TlsRulesTest {
    @ParameterizedTest
    @CsvSource({
        "db.example, db.example, true",
        "DB.Example, db.example, true",
        "*.example, db.example, true",
        "*.example, a.db.example, false",
        "*.example, example, false",
        "db.example, other.example, false",
    })
    void name_againstPattern_matchesAsGoDoes(String pattern, String host, boolean matches) {
        CertificateNames names = new CertificateNames(Optional.empty(), List.of(pattern), List.of());
        assertThat(names.areOf(host)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "| | true",
                "127.0.0.1 | | true",
                "10.0.0.1 | | false",
                "| localhost | true",
                "10.0.0.1 | localhost | true",
                "| nobody.invalid | false",
            })
    void origin_ofLoopback_isWhereTheCertificateSays(String address, String host, boolean allowed) {
        CertificateNames names = new CertificateNames(
                Optional.of("any"),
                Optional.ofNullable(host).stream().toList(),
                Optional.ofNullable(address).stream().toList());
        assertThat(new OriginCheck(Runnable::run)
                        .refusal(names, InetAddress.getLoopbackAddress())
                        .join()
                        .isEmpty())
                .isEqualTo(allowed);
        assertThat(OriginCheck.NONE
                        .refusal(names, InetAddress.getLoopbackAddress())
                        .join())
                .isEmpty();
    }

    @Test
    void protocol_fromFlags_isARangeOfVersions() {
        assertThat(TlsProtocol.of("", "", List.of())).isEqualTo(TlsProtocol.defaults());
        assertThat(TlsProtocol.of("TLS1.3", "", List.of()).versions()).containsExactly("TLSv1.3");
        assertThat(TlsProtocol.of("TLS1.2", "TLS1.2", List.of()).versions()).containsExactly("TLSv1.2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TLS1.9 | | | unexpected TLS version \"TLS1.9\" (must be one of: TLS1.2, TLS1.3)",
                "TLS1.3 | TLS1.2 | | min version (TLS1.3) is greater than max version (TLS1.2)",
                "TLS1.3 | | X | cipher suites cannot be configured when only TLS1.3 is enabled",
            })
    void protocol_thatCannotBe_isRefusedInEtcdsWords(String minimum, String maximum, String suite, String why) {
        assertThatThrownBy(() -> TlsProtocol.of(
                        minimum,
                        maximum == null ? "" : maximum,
                        Optional.ofNullable(suite).stream().toList()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(why);
    }

    @Test
    void config_namesAndHostsAtOnce_isRefused() {
        TlsConfig.Builder config = TlsConfig.builder(Path.of("c"), Path.of("k"))
                .allowedNames(List.of("a"))
                .allowedHosts(List.of("b"));
        assertThatThrownBy(config::build).hasMessageContaining("AllowedCN and AllowedHostname are mutually exclusive");
    }
}
