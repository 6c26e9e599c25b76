package io.fairlead.server.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class VarintTest {
    @Test
    void varint_anyNumber_isReadBackByProtobuf() throws IOException {
        for (long value : List.of(0L, 1L, 127L, 128L, 16383L, 16384L, 1L << 31, 1L << 56, Long.MAX_VALUE, -1L)) {
            byte[] array = new byte[Varint.SIZE_MAX + 1];

            int size = Varint.put(array, 1, value) - 1;

            assertThat(size).isEqualTo(CodedOutputStream.computeUInt64SizeNoTag(value));
            assertThat(CodedInputStream.newInstance(array, 1, size).readRawVarint64())
                    .isEqualTo(value);
        }
    }
}
