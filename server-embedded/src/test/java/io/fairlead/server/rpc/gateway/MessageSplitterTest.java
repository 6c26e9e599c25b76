package io.fairlead.server.rpc.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects in a flow of bytes, however the bytes come in. */
class MessageSplitterTest {
    private static final List<String> OBJECTS =
            List.of("{}", "{\"a\":\"}{\\\"\\\\\"}", "{\"b\":[{\"c\":[1,{}]}]}", "{\"d\":\"]\"}");

    private static List<String> split(String... parts) throws BadJsonException {
        MessageSplitter splitter = new MessageSplitter(1_000);
        List<String> pieces = new ArrayList<>();
        for (String part : parts) {
            splitter.add(Bytes.utf8(part));
            for (Optional<Bytes> piece = splitter.next(); piece.isPresent(); piece = splitter.next()) {
                pieces.add(piece.get().toUtf8());
            }
        }
        return pieces;
    }

    @Test
    void objects_inOnePartOrCutAnywhere_areTheSame() throws BadJsonException {
        for (String between : List.of("", " ", "\r\n\t")) {
            String flow = String.join(between, OBJECTS);
            assertThat(split(flow)).isEqualTo(OBJECTS);
            for (int cut = 0; cut <= flow.length(); cut++) {
                assertThat(split(flow.substring(0, cut), flow.substring(cut))).isEqualTo(OBJECTS);
            }
        }
    }

    @Test
    void object_thatHasNotEnded_isWithin() throws BadJsonException {
        MessageSplitter splitter = new MessageSplitter(1_000);
        splitter.add(Bytes.utf8("{} {\"a\":"));
        assertThat(splitter.next()).isPresent();
        assertThat(splitter.next()).isEmpty();
        assertThat(splitter.isWithin()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "[]", "{},{}", "}", "5", "\"x\""})
    void flow_thatHasNoObjects_isRefused(String flow) {
        assertThatThrownBy(() -> split(flow)).isInstanceOf(BadJsonException.class);
    }

    @Test
    void object_thatIsTooLongOrTooDeep_isRefusedBeforeItEnds() {
        assertThatThrownBy(() -> split("{\"a\":\"" + "x".repeat(1_000))).hasMessageContaining("longer than 1000");
        assertThatThrownBy(() -> split("[{".repeat(40))).isInstanceOf(BadJsonException.class);
        assertThatThrownBy(() -> split("{\"a\":".repeat(65))).hasMessageContaining("deeper than 64");
    }
}
