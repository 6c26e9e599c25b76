package io.fairlead.server.transport.grpc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A TCP connection with somebody in the middle, who can stop passing bytes on, or hang up. */
final class Relay implements AutoCloseable {
    private final ServerSocket server;
    private final int targetPort;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition thaw = lock.newCondition();
    private boolean frozen;

    Relay(int targetPort) throws IOException {
        this.targetPort = targetPort;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        spawn(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** From now on bytes come in and none go out, as behind a firewall that forgot the connection. */
    void freeze() {
        set(true);
    }

    void resume() {
        set(false);
    }

    private void set(boolean value) {
        lock.lock();
        try {
            frozen = value;
            thaw.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void awaitThaw() {
        lock.lock();
        try {
            while (frozen) {
                thaw.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends all connections; new ones are taken. */
    void hangUp() {
        for (Socket socket : sockets) {
            quietlyClose(socket);
        }
        sockets.clear();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                Socket target = new Socket(InetAddress.getLoopbackAddress(), targetPort);
                sockets.add(client);
                sockets.add(target);
                spawn(() -> pass(client, target));
                spawn(() -> pass(target, client));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[16 * 1024];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                awaitThaw();
                out.write(buffer, 0, count);
                out.flush();
            }
        } catch (IOException e) {
            // hung up
        }
    }

    private static void spawn(Runnable work) {
        Thread thread = new Thread(work, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    private static void quietlyClose(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        hangUp();
        resume();
    }
}
