package io.fairlead.jcache.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FairleadUriTest {
    @Test
    void cluster_withPathAndQuery_isTakenApart() {
        FairleadUri uri = parse("fairlead://h1:2379,h2:2380/team/app?near=session&allow=com.example.*");

        assertThat(uri.embedded()).isFalse();
        assertThat(uri.endpoints()).containsExactly("h1:2379", "h2:2380");
        assertThat(uri.namespace()).isEqualTo("team/app/");
        assertThat(uri.options())
                .containsEntry(Option.NEAR, "session")
                .containsEntry(Option.ALLOW, "com.example.*")
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "fairlead://h, h:2379",
        "fairlead://127.0.0.1, 127.0.0.1:2379",
        "fairlead://[::1], [::1]:2379",
        "fairlead://[::1]:1, [::1]:1",
    })
    void endpoint_withoutPort_getsTheUsualOne(String uri, String endpoint) {
        assertThat(parse(uri).endpoints()).containsExactly(endpoint);
    }

    @ParameterizedTest
    @CsvSource({
        "fairlead://h, jcache/",
        "fairlead://h/, jcache/",
        "fairlead://h/a, a/",
        "fairlead://h/a/, a/",
        "fairlead://h/a%20b+c, 'a b+c/'",
        "fairlead:embedded, jcache/",
        "fairlead:embedded/, jcache/",
        "fairlead:embedded/team/app?near=session, team/app/",
    })
    void namespace_isThePath(String uri, String namespace) {
        assertThat(parse(uri).namespace()).isEqualTo(namespace);
    }

    @Test
    void embedded_withData_isTakenApart() {
        FairleadUri uri = parse("fairlead:embedded?data=/var/lib/a+b%26c");

        assertThat(uri.embedded()).isTrue();
        assertThat(uri.endpoints()).isEmpty();
        assertThat(uri.options()).containsEntry(Option.DATA, "/var/lib/a+b&c");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://h:2379 | scheme is not fairlead",
                "h:2379 | scheme is not fairlead",
                "fairlead:embed | neither",
                "fairlead:embeddedly | neither",
                "fairlead:/path | neither",
                "fairlead://h#f | fragment",
                "fairlead://h,,g | no host",
                "fairlead:///a | no host",
                "fairlead://:2379 | no host",
                "fairlead://h//a | empty step",
                "fairlead://h?near | option=value",
                "fairlead://h?=session | option=value",
                "fairlead://h?near=session&near=session | near is given twice",
                "fairlead://h?neer=session | no option neer",
                "fairlead://h?data=/d | data is for embedded members",
                "fairlead:embedded?user=u | user is of no use",
                "fairlead:embedded?tls-ca=/c | tls-ca is of no use",
            })
    void uri_thatCannotBeUsed_isRefusedWithTheReason(String uri, String reason) {
        assertThatIllegalArgumentException().isThrownBy(() -> parse(uri)).withMessageContaining(reason);
    }

    @Test
    void uri_withAPassword_isRefusedWithoutShowingIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("fairlead://root:s3cret@h:2379"))
                .withMessageContaining("user and password-file")
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("s3cret"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("fairlead://h?password=s3cret"))
                .withMessageContaining("no option password;")
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("s3cret"));
    }

    private static FairleadUri parse(String uri) {
        return FairleadUri.parse(URI.create(uri));
    }
}
