package io.fairlead.server.rpc.gateway;

import io.fairlead.api.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/**
 * Cuts a flow of bytes into the JSON objects in it, which follow one another with or without white space between. It looks
 * at braces, brackets and quotes only; whether a piece is JSON is found out by who reads it.
 */
final class MessageSplitter {
    private final int bytesMax;
    private final ByteArrayOutputStream piece = new ByteArrayOutputStream();
    private final Queue<Bytes> pieces = new ArrayDeque<>();
    private int depth;
    private boolean inString;
    private boolean escaped;

    /** @param bytesMax the longest object */
    MessageSplitter(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /**
     * Takes what came next.
     *
     * @throws BadJsonException if no object can come of it
     */
    void add(Bytes part) throws BadJsonException {
        for (int i = 0; i < part.size(); i++) {
            add(part.at(i));
        }
    }

    private void add(byte b) throws BadJsonException {
        if (depth == 0 && b != '{') {
            if (b == ' ' || b == '\n' || b == '\r' || b == '\t') {
                return;
            }
            throw new BadJsonException("proto: syntax error: unexpected token " + (char) (b & 0x7F));
        }
        if (piece.size() >= bytesMax) {
            throw new BadJsonException("a message is longer than " + bytesMax + " bytes");
        }
        piece.write(b);
        if (inString) {
            if (escaped) {
                escaped = false;
            } else if (b == '\\') {
                escaped = true;
            } else if (b == '"') {
                inString = false;
            }
            return;
        }
        switch (b) {
            case '"' -> inString = true;
            case '{', '[' -> {
                depth++;
                if (depth > MessageReader.DEPTH_MAX) {
                    throw new BadJsonException("a message is nested deeper than " + MessageReader.DEPTH_MAX);
                }
            }
            case '}', ']' -> {
                depth--;
                if (depth == 0) {
                    pieces.add(Bytes.unsafeWrap(piece.toByteArray()));
                    piece.reset();
                }
            }
            default -> {}
        }
    }

    /** The next object that is complete, once each. */
    Optional<Bytes> next() {
        return Optional.ofNullable(pieces.poll());
    }

    /** True in the middle of an object. */
    boolean isWithin() {
        return depth > 0;
    }
}
