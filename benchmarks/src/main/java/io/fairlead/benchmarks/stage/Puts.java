package io.fairlead.benchmarks.stage;

import com.google.protobuf.ByteString;
import io.fairlead.api.Bytes;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.server.command.CommandCodec;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.command.Requester;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The requests that all stages are measured with, and folders for those that write. */
final class Puts {
    static final int KEYS = 16_384;
    private static final int VALUE_BYTES = 256;
    private static final PutRequest[] REQUESTS = requests();

    private Puts() {}

    private static PutRequest[] requests() {
        ByteString value = ByteString.copyFrom(new byte[VALUE_BYTES]);
        PutRequest[] requests = new PutRequest[KEYS];
        for (int i = 0; i < KEYS; i++) {
            requests[i] = PutRequest.newBuilder()
                    .setKey(ByteString.copyFromUtf8("bench/%08d".formatted(i)))
                    .setValue(value)
                    .build();
        }
        return requests;
    }

    /** One of the requests, by any number; neighbours are far apart in the key space. */
    static PutRequest request(long number) {
        return REQUESTS[(int) (number * 7919 & KEYS - 1)];
    }

    static Bytes command(long number) {
        return CommandCodec.encode(number, CommandKind.PUT, request(number), Requester.NONE);
    }

    static Path folder() throws IOException {
        return Files.createTempDirectory("fairlead-stage");
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
