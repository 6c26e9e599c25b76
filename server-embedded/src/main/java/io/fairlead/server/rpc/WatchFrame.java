package io.fairlead.server.rpc;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import io.fairlead.server.bytes.Varint;
import io.fairlead.server.watch.WatchEvent;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A watch response on its way out: a head of its own, and events whose bytes it shares with every other response that tells of
 * them.
 */
final class WatchFrame {
    /** Takes frames to the wire. Nobody here reads them back. */
    static final MethodDescriptor.Marshaller<WatchFrame> MARSHALLER = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(WatchFrame frame) {
            return new Payload(frame);
        }

        @Override
        public WatchFrame parse(InputStream stream) {
            throw new UnsupportedOperationException("watch responses only go out");
        }
    };

    /** Field 11, a message. */
    private static final int EVENT_TAG = (WatchResponse.EVENTS_FIELD_NUMBER << 3) | 2;

    private static final int VARINT_BYTES_MAX = 10;

    private final byte[] head;
    private final List<WatchEvent> events;
    private final int size;

    private WatchFrame(byte[] head, List<WatchEvent> events) {
        this.head = head;
        this.events = events;
        int total = head.length;
        for (WatchEvent event : events) {
            total += size(event);
        }
        this.size = total;
    }

    /** The whole response in one message. */
    static WatchFrame of(WatchResponse head, List<WatchEvent> events) {
        return new WatchFrame(head.toByteArray(), events);
    }

    /** The response in messages below {@code bytesMax}, or of one event where one is larger than that. */
    static List<WatchFrame> split(WatchResponse head, List<WatchEvent> events, int bytesMax) {
        WatchFrame whole = of(head, events);
        if (whole.size < bytesMax || events.size() < 2) {
            return List.of(whole);
        }
        byte[] partHead = head.toBuilder().setFragment(true).build().toByteArray();
        List<WatchFrame> frames = new ArrayList<>();
        int from = 0;
        while (from < events.size()) {
            int bytes = partHead.length + size(events.get(from));
            int to = from + 1;
            while (to < events.size() && bytes + size(events.get(to)) < bytesMax) {
                bytes += size(events.get(to));
                to++;
            }
            boolean last = to == events.size();
            frames.add(new WatchFrame(last ? whole.head : partHead, events.subList(from, to)));
            from = to;
        }
        return frames;
    }

    private static int size(WatchEvent event) {
        int length = event.wire().size();
        int size = 2 + length;
        for (int rest = length >>> 7; rest != 0; rest >>>= 7) {
            size++;
        }
        return size;
    }

    private void writeTo(OutputStream target) throws IOException {
        target.write(head);
        byte[] length = new byte[VARINT_BYTES_MAX];
        for (WatchEvent event : events) {
            ByteString wire = event.wire();
            target.write(EVENT_TAG);
            target.write(length, 0, Varint.put(length, 0, wire.size()));
            wire.writeTo(target);
        }
    }

    /** What gRPC takes: it drains a frame straight into its buffers; only calls within the JVM read it. */
    private static final class Payload extends InputStream implements Drainable, KnownLength {
        private @Nullable WatchFrame frame;
        private InputStream flat = InputStream.nullInputStream();

        Payload(WatchFrame frame) {
            this.frame = frame;
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            WatchFrame whole = frame;
            if (whole == null) {
                return (int) flat.transferTo(target);
            }
            frame = null;
            whole.writeTo(target);
            return whole.size;
        }

        @Override
        public int available() throws IOException {
            WatchFrame whole = frame;
            return whole == null ? flat.available() : whole.size;
        }

        @Override
        public int read() throws IOException {
            return flat().read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return flat().read(target, offset, length);
        }

        private InputStream flat() {
            WatchFrame whole = frame;
            if (whole != null) {
                frame = null;
                flat = new ByteArrayInputStream(flatten(whole));
            }
            return flat;
        }

        private static byte[] flatten(WatchFrame whole) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(whole.size);
            try {
                whole.writeTo(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException("memory can't be written", e);
            }
            return bytes.toByteArray();
        }
    }
}
