package io.fairlead.server.rpc;

import io.fairlead.api.Bytes;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;

/** One request of an {@link HttpConversation} and its answer, from the head on. On the connection's event loop. */
interface HttpExchange {
    /** A part of the body; the buffer is the caller's. */
    void onBody(ByteBuf part);

    void onBodyEnd();

    void onWritable();

    /** The connection is gone. */
    void onGone();

    /** What an exchange needs of its connection. On the connection's event loop. */
    interface Line {
        /** Asks for what comes next from the client. */
        void pull();

        void write(Object message);

        boolean isWritable();

        /** The client has no time limit any more: it asked, and now it waits. */
        void beganToAnswer();

        /** The exchange is over once {@code last} is written; the next one may begin unless the connection is to end. */
        void finish(Object last, boolean keepAlive);

        /** True if nothing of the request's body is to come any more. */
        boolean isRequestComplete();
    }

    /** The bytes of {@code part}, copied. */
    static Bytes copy(ByteBuf part) {
        byte[] bytes = new byte[part.readableBytes()];
        part.getBytes(part.readerIndex(), bytes);
        return Bytes.unsafeWrap(bytes);
    }
}
