package io.fairlead.samples.walkthrough;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Where one member speaks to its peers and to its clients. */
record Address(String host, int peerPort, int clientPort) {
    private static final int PEER_PORT = 2380;
    private static final int CLIENT_PORT = 2379;

    /** The last part of the first host: 127.0.0.11 stands for 10.10.10.11. */
    private static final int FIRST_HOST = 11;

    String peerUrl() {
        return "http://" + host + ":" + peerPort;
    }

    String clientUrl() {
        return "http://" + host + ":" + clientPort;
    }

    /**
     * Addresses for {@code count} members: 127.0.0.11 and on with etcd's own ports, as on hosts of their own, where this
     * system has those addresses and the ports are free; else free ports of 127.0.0.1.
     */
    static List<Address> choose(int count) throws IOException {
        List<Address> hosts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            hosts.add(new Address("127.0.0." + (FIRST_HOST + i), PEER_PORT, CLIENT_PORT));
        }
        if (hosts.stream().allMatch(address -> isFree(address.host, PEER_PORT) && isFree(address.host, CLIENT_PORT))) {
            return hosts;
        }
        return onOneHost(count);
    }

    private static List<Address> onOneHost(int count) throws IOException {
        String host = "127.0.0.1";
        List<ServerSocket> held = new ArrayList<>();
        try {
            List<Address> addresses = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                ServerSocket peer = bind(host, 0);
                held.add(peer);
                ServerSocket client = bind(host, 0);
                held.add(client);
                addresses.add(new Address(host, peer.getLocalPort(), client.getLocalPort()));
            }
            return addresses;
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }

    private static boolean isFree(String host, int port) {
        try (ServerSocket socket = bind(host, port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static ServerSocket bind(String host, int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
