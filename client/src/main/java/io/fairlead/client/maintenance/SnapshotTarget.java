package io.fairlead.client.maintenance;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Where the bytes of a snapshot go. Opened, written and finished on one lane; {@link #abort} may come from anywhere. */
interface SnapshotTarget {
    /** Before the first piece. */
    void open() throws IOException;

    /** Writes all that remains in {@code piece}. */
    void write(ByteBuffer piece) throws IOException;

    /** Everything came and was found right: keep it. */
    void commit() throws IOException;

    /** Nothing more comes: undo what can be undone. Does nothing after a commit, nor the second time. */
    void abort();

    /** A file that has its name once it is whole. */
    static SnapshotTarget file(Path file) {
        return new SnapshotFile(file);
    }

    /** A stream of the caller's, left open. */
    static SnapshotTarget stream(OutputStream stream) {
        return new SnapshotTarget() {
            @Override
            public void open() {}

            @Override
            public void write(ByteBuffer piece) throws IOException {
                byte[] bytes = new byte[piece.remaining()];
                piece.get(bytes);
                stream.write(bytes);
            }

            @Override
            public void commit() throws IOException {
                stream.flush();
            }

            @Override
            public void abort() {}
        };
    }
}
