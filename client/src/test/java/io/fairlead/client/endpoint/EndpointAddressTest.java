package io.fairlead.client.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointAddressTest {
    @ParameterizedTest
    @CsvSource({
        "http://db1:2379, db1:2379",
        "http://db1:2379/, db1:2379",
        "127.0.0.1:2379, 127.0.0.1:2379",
        "[::1]:2379, [::1]:2379",
    })
    void parse_hostAndPort_isPlaintext(String text, String target) {
        assertThat(EndpointAddress.parse(text))
                .isEqualTo(new EndpointAddress(text, EndpointAddress.Scheme.PLAINTEXT, target));
    }

    @Test
    void parse_scheme_saysWhetherTheConnectionIsSecured() {
        assertThat(EndpointAddress.parse("https://db1:2379/"))
                .isEqualTo(new EndpointAddress("https://db1:2379/", EndpointAddress.Scheme.TLS, "db1:2379"));
        assertThat(EndpointAddress.parse("db1:2379", EndpointAddress.Scheme.TLS).scheme())
                .isEqualTo(EndpointAddress.Scheme.TLS);
        assertThat(EndpointAddress.parse("http://db1:2379", EndpointAddress.Scheme.TLS)
                        .scheme())
                .isEqualTo(EndpointAddress.Scheme.PLAINTEXT);
    }

    @Test
    void parse_inProcess_namesServer() {
        assertThat(EndpointAddress.parse("inprocess:m1"))
                .isEqualTo(new EndpointAddress("inprocess:m1", EndpointAddress.Scheme.IN_PROCESS, "m1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "db1",
                "http://db1",
                ":2379",
                "db1:",
                "db1:http",
                "db1:0",
                "db1:65536",
                "::1:2379",
                "http://db1:2379/path:1",
                "inprocess:",
                "https://db1",
                "https://:2379"
            })
    void parse_anythingElse_isRefusedWithTheText(String text) {
        assertThatThrownBy(() -> EndpointAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining('"' + text + '"');
    }
}
