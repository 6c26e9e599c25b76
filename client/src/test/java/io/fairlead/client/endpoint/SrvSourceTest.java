package io.fairlead.client.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SRV records through the JDK's own DNS client, from a server on loopback. */
class SrvSourceTest {
    @SuppressWarnings("NullAway.Init") // set before each
    private DnsResponder dns;

    @BeforeEach
    void start() throws SocketException {
        dns = new DnsResponder();
    }

    @AfterEach
    void stop() throws InterruptedException {
        dns.stop();
    }

    private EndpointSource source(String name) {
        return new SrvSource("example.com", name, new Dns(dns.url()));
    }

    @Test
    void locate_records_givesUrlsWithPriorityAndWeight() throws IOException {
        dns.set(
                "_etcd-client._tcp.example.com",
                new Dns.Srv(20, 0, 2379, "db3.example.com"),
                new Dns.Srv(10, 5, 2381, "db2.example.com"),
                new Dns.Srv(10, 60, 2380, "db1.example.com"));
        assertThat(source("").locate())
                .containsExactly(
                        new Location("http://db1.example.com:2380", 10, 60),
                        new Location("http://db2.example.com:2381", 10, 5),
                        new Location("http://db3.example.com:2379", 20, 1));
        assertThat(source("").isFixed()).isFalse();
    }

    @Test
    void locate_recordsOfBothServices_takesTlsFirst() throws IOException {
        dns.set("_etcd-client-ssl._tcp.example.com", new Dns.Srv(0, 1, 2379, "secure.example.com"));
        dns.set("_etcd-client._tcp.example.com", new Dns.Srv(0, 1, 2379, "plain.example.com"));
        assertThat(source("").locate())
                .extracting(Location::url)
                .containsExactly("https://secure.example.com:2379", "http://plain.example.com:2379");
    }

    @Test
    void locate_clusterWithAName_asksForThatService() throws IOException {
        dns.set("_etcd-client-blue._tcp.example.com", new Dns.Srv(0, 1, 2379, "blue.example.com"));
        assertThat(source("blue").locate()).containsExactly(new Location("http://blue.example.com:2379", 0, 1));
    }

    @Test
    void locate_noRecords_failsWithTheNames() {
        assertThatThrownBy(() -> source("").locate())
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "DNS: no SRV records of _etcd-client-ssl._tcp.example.com or _etcd-client._tcp.example.com");
    }

    @Test
    void locate_serviceIsDeclaredAbsent_countsAsNoRecord() {
        dns.set("_etcd-client._tcp.example.com", new Dns.Srv(0, 0, 0, ""));
        assertThatThrownBy(() -> source("").locate()).isInstanceOf(IOException.class);
    }

    @Test
    void locate_serverFails_failsWithTheName() {
        dns.broken = true;
        assertThatThrownBy(() -> source("").locate())
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("DNS: _etcd-client-ssl._tcp.example.com: ");
    }

    @Test
    void parse_notARecord_isRefused() {
        assertThatThrownBy(() -> Dns.Srv.parse("10 5 db")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Dns.Srv.parse("10 5 port db.")).isInstanceOf(IOException.class);
    }

    @Test
    void srv_withoutDomain_isRefused() {
        assertThatThrownBy(() -> EndpointSource.srv(" ")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void addressesOf_host_givesEveryAddressWithThePort() throws IOException {
        assertThat(EndpointSource.addressesOf("http://127.0.0.1:2379/").locate())
                .containsExactly(Location.of("http://127.0.0.1:2379"));
        assertThat(EndpointSource.addressesOf("[::1]:2379").locate())
                .containsExactly(Location.of("[0:0:0:0:0:0:0:1]:2379"));
        assertThat(EndpointSource.addressesOf("https://localhost:2379").locate())
                .isNotEmpty()
                .allMatch(found ->
                        found.url().startsWith("https://") && !found.url().contains("localhost"));
        assertThatThrownBy(() -> EndpointSource.addressesOf("inprocess:a"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
