package io.fairlead.client.endpoint;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A DNS server on loopback that knows SRV records alone (RFC 1035, RFC 2782). */
final class DnsResponder {
    private static final int TYPE_SRV = 33;
    private static final int CLASS_IN = 1;
    private static final int NO_SUCH_NAME = 3;
    private static final int SERVER_FAILURE = 2;

    private final DatagramSocket socket;
    private final Thread thread;
    private final Map<String, List<Dns.Srv>> records = new ConcurrentHashMap<>();

    /** True to answer every question with a failure. */
    volatile boolean broken;

    DnsResponder() throws SocketException {
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        thread = new Thread(this::serve, "dns-responder");
        thread.start();
    }

    void set(String name, Dns.Srv... srv) {
        records.put(name, List.of(srv));
    }

    String url() {
        return "dns://127.0.0.1:" + socket.getLocalPort();
    }

    private void serve() {
        byte[] buffer = new byte[512];
        while (!socket.isClosed()) {
            try {
                DatagramPacket question = new DatagramPacket(buffer, buffer.length);
                socket.receive(question);
                byte[] answer = answer(ByteBuffer.wrap(buffer, 0, question.getLength()));
                socket.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private byte[] answer(ByteBuffer question) throws IOException {
        short id = question.getShort(0);
        question.position(12);
        StringBuilder name = new StringBuilder();
        for (int length = question.get(); length > 0; length = question.get()) {
            byte[] label = new byte[length];
            question.get(label);
            name.append(name.length() == 0 ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
        }
        int end = question.position() + 4;
        List<Dns.Srv> found = records.get(name.toString());

        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeShort(id);
        int code = broken ? SERVER_FAILURE : found == null ? NO_SUCH_NAME : 0;
        // A response, authoritative, recursion available.
        out.writeShort(0x8580 | code);
        out.writeShort(1);
        out.writeShort(code == 0 && found != null ? found.size() : 0);
        out.writeInt(0);
        out.write(question.array(), question.arrayOffset() + 12, end - 12);
        if (code == 0 && found != null) {
            for (Dns.Srv srv : found) {
                writeRecord(out, srv);
            }
        }
        return bytes.toByteArray();
    }

    private static void writeRecord(DataOutputStream out, Dns.Srv srv) throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(data);
        fields.writeShort(srv.priority());
        fields.writeShort(srv.weight());
        fields.writeShort(srv.port());
        if (!srv.target().isEmpty()) {
            for (String label : srv.target().split("\\.", -1)) {
                fields.writeByte(label.length());
                fields.write(label.getBytes(StandardCharsets.US_ASCII));
            }
        }
        fields.writeByte(0);
        // The name again, as a pointer to the question.
        out.writeShort(0xC00C);
        out.writeShort(TYPE_SRV);
        out.writeShort(CLASS_IN);
        out.writeInt(0);
        out.writeShort(data.size());
        data.writeTo(out);
    }

    void stop() throws InterruptedException {
        socket.close();
        thread.join();
    }
}
