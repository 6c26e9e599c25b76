package io.fairlead.client.recipe.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.Bytes;
import io.fairlead.api.concurrency.ServiceInstance;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Instances as etcd's Go client writes them. */
class InstanceJsonTest {
    private static ServiceInstance read(String json) {
        return InstanceJson.read("id", Bytes.utf8(json)).orElseThrow();
    }

    @Test
    void instance_withoutMetadata_isWrittenAsGoWritesIt() {
        assertThat(InstanceJson.write(ServiceInstance.at("10.0.0.7", 8443)).toUtf8())
                .isEqualTo("{\"Op\":0,\"Addr\":\"10.0.0.7:8443\",\"Metadata\":null}");
        assertThat(ServiceInstance.at("::1", 1).address()).isEqualTo("[::1]:1");
        assertThat(ServiceInstance.at("[::1]", 1).address()).isEqualTo("[::1]:1");
    }

    @Test
    void instance_ofAnyText_isReadAsItWasWritten() {
        ServiceInstance odd = ServiceInstance.at("h:1")
                .with("quote \" \\", "tab\tline\nnull\0")
                .with("é€", "\ud83d\ude00 paired")
                .with("", "");
        assertThat(InstanceJson.read(odd.id(), InstanceJson.write(odd))).contains(odd);
    }

    @Test
    void metadata_ofOtherShapes_isKeptAsText() {
        assertThat(read("{\"Addr\":\"a\"}").metadata()).isEmpty();
        assertThat(read(" { \"Addr\" : \"a\" , \"Metadata\" : null } ").metadata())
                .isEmpty();
        assertThat(read("{\"Addr\":\"a\",\"Metadata\":\"blue\"}").metadata()).isEqualTo(Map.of("Metadata", "blue"));
        assertThat(read("{\"Addr\":\"a\",\"Metadata\":[1,true,{}, []]}").metadata())
                .isEqualTo(Map.of("Metadata", "[1,true,{},[]]"));
        assertThat(read("{\"Addr\":\"a\",\"Metadata\":{\"w\":-1.5e+3,\"o\":{\"p\":[null,\"\\u0041\\/\"]}}}")
                        .metadata())
                .isEqualTo(Map.of("w", "-1.5e+3", "o", "{\"p\":[null,\"A/\"]}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "nul",
                "\"Addr\"",
                "[]",
                "{}",
                "{\"Addr\":1}",
                "{\"Addr\":\"\"}",
                "{\"Addr\":\"a\"",
                "{\"Addr\":\"a\"}}",
                "{\"Addr\":\"a\",}",
                "{\"Addr\" \"a\"}",
                "{\"Addr\":\"a\",\"Metadata\":01}",
                "{\"Addr\":\"a\",\"Metadata\":[1 2]}",
                "{\"Addr\":\"a\\x\"}",
                "{\"Addr\":\"a\\u12\"}",
                "{\"Addr\":\"a\\u12zz\"}",
                "{\"Addr\":\"line\nbreak\"}",
                "{Addr:\"a\"}"
            })
    void text_thatIsNoInstance_isLeftOut(String text) {
        assertThat(InstanceJson.read("id", Bytes.utf8(text))).isEmpty();
    }

    @Test
    void text_nestedWithoutEnd_isLeftOut() {
        assertThat(InstanceJson.read("id", Bytes.utf8("[".repeat(100_000)))).isEmpty();
        assertThat(InstanceJson.read("", Bytes.utf8("{\"Addr\":\"a\"}"))).isEmpty();
    }

    @Test
    void instance_withoutIdOrAddress_isNone() {
        assertThatThrownBy(() -> ServiceInstance.at("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ServiceInstance.at("a").withId("")).isInstanceOf(IllegalArgumentException.class);
    }
}
