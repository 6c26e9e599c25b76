package io.fairlead.server.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CrcTest {
    private final Random random = new Random(17);

    @Test
    void crc_checkString_hasThePublishedValue() {
        assertThat(Crc.of(Bytes.utf8("123456789"))).isEqualTo(0xe3069283);
    }

    @Test
    void crc_continuedAtAnyPoint_equalsTheWhole() {
        for (int round = 0; round < 1000; round++) {
            byte[] whole = new byte[random.nextInt(40)];
            random.nextBytes(whole);
            int cut = random.nextInt(whole.length + 1);
            int first = Crc.of(Bytes.unsafeWrap(whole, 0, cut));
            assertThat(Crc.update(first, Bytes.unsafeWrap(whole, cut, whole.length - cut)))
                    .isEqualTo(Crc.of(Bytes.unsafeWrap(whole)));
        }
    }

    @Test
    void crc_continuingFromAnyValue_startsWithThatValue() {
        for (int round = 0; round < 1000; round++) {
            int value = random.nextInt();
            assertThat(Crc.continuing(value).value()).isEqualTo(value);
        }
        assertThat(Crc.continuing(0).value()).isZero();
        assertThat(Crc.continuing(-1).value()).isEqualTo(-1);
    }

    @Test
    void crc_ofBufferArrayAndBytes_isTheSame() {
        byte[] bytes = new byte[1000];
        random.nextBytes(bytes);
        Crc ofBuffer = new Crc();
        ofBuffer.update(ByteBuffer.wrap(bytes));
        Crc ofArray = new Crc();
        ofArray.update(bytes, 0, bytes.length);
        assertThat(ofBuffer.value()).isEqualTo(ofArray.value()).isEqualTo(Crc.of(Bytes.copyOf(bytes)));
    }
}
