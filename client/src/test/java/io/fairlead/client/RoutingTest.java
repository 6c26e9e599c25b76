package io.fairlead.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fairlead.api.Consistency;
import io.fairlead.api.DeadlineExceededException;
import io.fairlead.api.FairleadException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.call.CallInterceptor;
import io.fairlead.api.call.CallOptions;
import io.fairlead.api.call.CallTry;
import io.fairlead.api.call.ClientListener;
import io.fairlead.api.call.ClientMetrics;
import io.fairlead.api.call.Diagnostics;
import io.fairlead.api.call.EndpointState;
import io.fairlead.api.call.Routing;
import io.fairlead.api.call.TryEnd;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.api.pb.etcdserverpb.Member;
import io.fairlead.client.endpoint.Location;
import io.grpc.Metadata;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where calls go, and what a user can see of it. */
@Timeout(60)
class RoutingTest {
    private static final Duration PATIENT = Duration.ofSeconds(30);
    private static final Duration HASTY = Duration.ofMillis(800);
    private static final ReadOptions SERIALIZABLE = ReadOptions.defaults().serializable();

    private final List<AutoCloseable> toClose = new ArrayList<>();
    private final BlockingQueue<String> news = new LinkedBlockingQueue<>();
    private final ClientListener listener = new ClientListener() {
        @Override
        public void onEndpointUp(String endpoint) {
            news.add("up " + endpoint);
        }

        @Override
        public void onEndpointDown(String endpoint, String why) {
            news.add("down " + endpoint);
        }

        @Override
        public void onLeaderChange(long leaderId, long term) {
            news.add("leader " + leaderId + " in " + term);
        }

        @Override
        public void onEndpointsChange(List<String> endpoints) {
            news.add("endpoints " + endpoints);
        }
    };

    @SuppressWarnings("NullAway.Init") // set before each
    private FakeMember first;

    @SuppressWarnings("NullAway.Init") // set before each
    private FakeMember second;

    @SuppressWarnings("NullAway.Init") // set before each
    private FakeMember third;

    @BeforeEach
    void start() throws IOException {
        first = member(1);
        second = member(2);
        third = member(3);
        leads(2, 2);
    }

    @AfterEach
    void stop() throws Exception {
        for (int i = toClose.size() - 1; i >= 0; i--) {
            toClose.get(i).close();
        }
    }

    private FakeMember member(long id) throws IOException {
        FakeMember member = FakeMember.onLoopback(id);
        toClose.add(member::stop);
        return member;
    }

    private void leads(long leader, long term) {
        for (FakeMember member : List.of(first, second, third)) {
            member.leader = leader;
            member.term = term;
        }
    }

    private FairleadClient.Builder all() {
        return FairleadClient.builder()
                .endpoints(first.endpoint(), second.endpoint(), third.endpoint())
                .memberRefresh(false)
                .listener(listener)
                .deadline(PATIENT);
    }

    private FairleadClient open(FairleadClient.Builder builder) {
        FairleadClient client = builder.build();
        toClose.add(client);
        return client;
    }

    /** Waits for the news; others before it are skipped. */
    private void await(String expected) throws InterruptedException {
        while (!news.take().equals(expected)) {
            assertThat(expected).isNotEmpty();
        }
    }

    /** Who leads is told a moment before it is known where that is. */
    private static void awaitLeader(FairleadClient client, FakeMember leader) {
        while (!client.diagnostics().leader().equals(Optional.of(leader.endpoint()))) {
            assertThat(Thread.interrupted()).as("out of time").isFalse();
        }
    }

    private static long putAt(FairleadClient client) {
        return client.kv().put("k", "v").header().memberId();
    }

    private static Set<Long> readAt(FairleadClient client, ReadOptions options, int times) {
        Set<Long> members = new HashSet<>();
        for (int i = 0; i < times; i++) {
            members.add(client.kv().get(KeyRange.all(), options).header().memberId());
        }
        return members;
    }

    @Test
    void writesAndLinearizableReads_leaderIsKnown_goThere() throws InterruptedException {
        FairleadClient client = open(all());
        putAt(client);
        awaitLeader(client, second);
        int before = second.calls.get();
        for (int i = 0; i < 3; i++) {
            assertThat(putAt(client)).isEqualTo(2);
        }
        assertThat(readAt(client, ReadOptions.defaults(), 3)).containsExactly(2L);
        assertThat(second.calls).hasValue(before + 6);
        assertThat(client.diagnostics().leader()).contains(second.endpoint());
    }

    @Test
    void serializableReads_anyMemberWillDo_areSpread() {
        FairleadClient client = open(all());
        assertThat(readAt(client, SERIALIZABLE, 3)).containsExactlyInAnyOrder(1L, 2L, 3L);
    }

    @Test
    void members_serializable_areAskedOfAnyMember() {
        FairleadClient client = open(all());
        Set<Long> asked = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            asked.add(
                    client.cluster().members(Consistency.SERIALIZABLE).header().memberId());
        }
        assertThat(asked).containsExactlyInAnyOrder(1L, 2L, 3L);
    }

    @Test
    void leader_changes_isFoundByOneStatusAfterTheFirstAnswerOfTheNewTerm() throws InterruptedException {
        FairleadClient client = open(all());
        putAt(client);
        awaitLeader(client, second);
        int asked = first.statusCalls.get() + second.statusCalls.get() + third.statusCalls.get();
        leads(3, 5);
        assertThat(putAt(client)).isEqualTo(2);
        await("leader 3 in 5");
        assertThat(first.statusCalls.get() + second.statusCalls.get() + third.statusCalls.get())
                .isBetween(asked + 1, asked + 3);
    }

    @Test
    void leader_dies_callsGoOnAndFindTheNextOne() throws InterruptedException {
        FairleadClient client = open(all());
        putAt(client);
        await("leader 2 in 2");
        leads(3, 3);
        second.stop();
        // Reads: a write may have been sent before the client noticed.
        assertThat(readAt(client, ReadOptions.defaults(), 1)).doesNotContain(2L);
        await("leader 3 in 3");
        while (!readAt(client, ReadOptions.defaults(), 1).contains(3L)) {
            // Who answered may be told a moment before where it is.
            Thread.onSpinWait();
        }
        assertThat(client.diagnostics().leader()).contains(third.endpoint());
        assertThat(client.diagnostics().term()).isEqualTo(3);
    }

    @Test
    void routing_perView_overridesWhatSuitsTheCall() throws InterruptedException {
        FairleadClient client = open(all());
        putAt(client);
        awaitLeader(client, second);
        FairleadClient spread = client.with(CallOptions.defaults().withRouting(Routing.ROUND_ROBIN));
        Set<Long> members = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            members.add(putAt(spread));
        }
        assertThat(members).containsExactlyInAnyOrder(1L, 2L, 3L);
        FairleadClient fresh = client.with(CallOptions.defaults().withRouting(Routing.LEADER));
        assertThat(readAt(fresh, SERIALIZABLE, 3)).containsExactly(2L);
    }

    @Test
    void routing_nearest_measuresEachAndStaysWithOne() {
        FairleadClient client = open(all().routing(Routing.NEAREST));
        assertThat(readAt(client, SERIALIZABLE, 3)).containsExactlyInAnyOrder(1L, 2L, 3L);
        assertThat(client.diagnostics().endpoints())
                .allMatch(endpoint -> !endpoint.latency().isZero());
    }

    @Test
    void headers_callNeedsLeader_requireOne() {
        FairleadClient client = open(FairleadClient.builder().endpoints(first.endpoint()));
        Metadata.Key<String> hasLeader = Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);
        putAt(client);
        assertThat(first.headers.get(hasLeader)).isEqualTo("true");
        readAt(client, ReadOptions.defaults(), 1);
        assertThat(first.headers.get(hasLeader)).isEqualTo("true");
        readAt(client, SERIALIZABLE, 1);
        assertThat(first.headers.get(hasLeader)).isNull();
    }

    @Test
    void search_oneEndpointAlone_isNotMade() {
        FairleadClient client = open(FairleadClient.builder().endpoints(first.endpoint()));
        putAt(client);
        putAt(client);
        assertThat(first.statusCalls).hasValue(0);
    }

    @Test
    void write_socketAcceptsAndSaysNothing_isMadeElsewhere() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            FairleadClient client = open(FairleadClient.builder()
                    .endpoints("http://127.0.0.1:" + silent.getLocalPort(), second.endpoint())
                    .memberRefresh(false)
                    .deadline(Duration.ofSeconds(3)));
            assertThat(putAt(client)).isEqualTo(2);
            assertThat(second.calls).hasValue(1);
        }
    }

    @Test
    void read_twoOfThreeMembersHang_isAnsweredByTheThird() {
        first.hang();
        second.hang();
        FairleadClient client = open(all().deadline(Duration.ofSeconds(4)));
        assertThat(readAt(client, SERIALIZABLE, 1)).containsExactly(3L);
    }

    @Test
    void tryTimeout_ofTheUser_bringsReadsToTheNextMemberSooner() {
        first.hang();
        FairleadClient client = open(all().tryTimeout(Duration.ofMillis(300)));
        assertThat(readAt(client, SERIALIZABLE, 1)).doesNotContain(1L);
    }

    @Test
    void endpoint_down_isProbedUntilItIsBack() throws InterruptedException {
        FairleadClient client = open(all().deadline(Duration.ofSeconds(2)));
        first.frozen = true;
        assertThat(readAt(client, SERIALIZABLE, 3)).doesNotContain(1L);
        await("down " + first.endpoint());
        assertThat(stateOf(client, first).health()).isIn(EndpointState.Health.DOWN, EndpointState.Health.PROBING);
        assertThat(stateOf(client, first).lastFailure().orElseThrow()).startsWith("DEADLINE_EXCEEDED");
        first.frozen = false;
        await("up " + first.endpoint());
        assertThat(stateOf(client, first).health()).isEqualTo(EndpointState.Health.UP);
        assertThat(readAt(client, SERIALIZABLE, 6)).contains(1L);
    }

    private static EndpointState stateOf(FairleadClient client, FakeMember member) {
        return client.diagnostics().endpoints().stream()
                .filter(state -> state.endpoint().equals(member.endpoint()))
                .findFirst()
                .orElseThrow();
    }

    private static Member advertised(FakeMember member) {
        return Member.newBuilder()
                .setID(member.id)
                .setName("m" + member.id)
                .addClientURLs(member.endpoint())
                .build();
    }

    @Test
    void memberRefresh_givenEndpointsAreAdvertised_addsTheThirdMember() throws InterruptedException {
        for (FakeMember member : List.of(first, second)) {
            member.members = List.of(advertised(first), advertised(second), advertised(third));
        }
        FairleadClient client = open(FairleadClient.builder()
                .endpoints(first.endpoint(), second.endpoint())
                .listener(listener));
        putAt(client);
        await("endpoints " + List.of(first.endpoint(), second.endpoint(), third.endpoint()));
        assertThat(client.endpoints()).hasSize(3);
    }

    @Test
    void memberRefresh_behindAPortMapping_leavesTheListAndSaysSo() throws InterruptedException {
        Member elsewhere = Member.newBuilder()
                .setID(1)
                .setName("m1")
                .addClientURLs("http://10.255.255.1:2379")
                .build();
        first.members = List.of(elsewhere);
        second.members = List.of(elsewhere);
        FairleadClient client = open(FairleadClient.builder().endpoints(first.endpoint(), second.endpoint()));
        putAt(client);
        while (client.diagnostics().notes().isEmpty()) {
            first.listed.await();
            Thread.onSpinWait();
        }
        assertThat(client.diagnostics().toString()).contains("note: no endpoint given is among the addresses");
        assertThat(client.endpoints()).containsExactly(first.endpoint(), second.endpoint());
    }

    @Test
    void source_askedByTheFirstCall_tellsWhereToGo() {
        AtomicInteger asked = new AtomicInteger();
        FairleadClient client = open(FairleadClient.builder()
                .endpoints(() -> {
                    // The first answer is lost.
                    if (asked.getAndIncrement() == 0) {
                        throw new IOException("no answer from DNS");
                    }
                    return List.of(Location.of(third.endpoint()));
                })
                .deadline(PATIENT));
        assertThat(client.endpoints()).isEmpty();
        assertThat(putAt(client)).isEqualTo(3);
        assertThat(client.endpoints()).containsExactly(third.endpoint());
        assertThat(asked).hasValue(2);
    }

    @Test
    void source_neverAnswers_callsFailAtTheDeadlineAndSayWhy() {
        FairleadClient client = open(FairleadClient.builder()
                .endpoints(() -> {
                    throw new IOException("no answer from DNS");
                })
                .deadline(HASTY));
        FairleadException failure =
                catchThrowableOfType(FairleadException.class, () -> client.kv().put("k", "v"));
        assertThat(failure).isInstanceOf(DeadlineExceededException.class);
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure.attempts().get(0).detail()).isEqualTo("no answer from DNS");
    }

    @Test
    void awaitReady_clusterWithoutLeader_waitsForOneOrFailsWithWhatEachSaid() {
        first.refuse(EtcdError.NO_LEADER);
        FairleadClient client = open(FairleadClient.builder().endpoints(first.endpoint()));
        client.awaitReady(PATIENT);
        assertThat(first.calls).hasValue(2);
        first.frozen = true;
        FairleadException failure = catchThrowableOfType(FairleadException.class, () -> client.awaitReady(HASTY));
        assertThat(failure.attempts()).isNotEmpty();
        assertThat(failure.toString()).contains(first.endpoint());
    }

    @Test
    void awaitReady_userMayNotReadThatKey_isReady() {
        first.refuse(EtcdError.PERMISSION_DENIED);
        open(FairleadClient.builder().endpoints(first.endpoint())).awaitReady(PATIENT);
        first.refuse(EtcdError.CORRUPT);
        FairleadClient client = open(FairleadClient.builder().endpoints(first.endpoint()));
        assertThatThrownBy(() -> client.awaitReady(PATIENT)).hasMessage(EtcdError.CORRUPT.text());
    }

    @Test
    void interceptor_eachTry_isSeenWithItsEndAndSendsHeaders() {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        CallInterceptor notes = new CallInterceptor() {
            @Override
            public Map<String, String> onTry(CallTry attempt) {
                seen.add(attempt.number() + " " + attempt.method() + " at " + attempt.endpoint());
                return Map.of("traceparent", "00-1", "hasleader", "false");
            }

            @Override
            public void onTryEnd(CallTry attempt, TryEnd end) {
                seen.add(attempt.number() + " " + end.status() + " " + end.outcome() + " " + end.error());
            }
        };
        first.refuse(EtcdError.TOO_MANY_REQUESTS);
        FairleadClient client =
                open(FairleadClient.builder().endpoints(first.endpoint()).interceptor(notes));
        putAt(client);
        assertThat(seen)
                .containsExactly(
                        "1 etcdserverpb.KV/Put at " + first.endpoint(),
                        "1 RESOURCE_EXHAUSTED Optional[NOT_APPLIED] Optional[TOO_MANY_REQUESTS]",
                        "2 etcdserverpb.KV/Put at " + first.endpoint(),
                        "2 OK Optional.empty Optional.empty");
        assertThat(first.headers.get(Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER)))
                .isEqualTo("00-1");
        assertThat(first.headers.getAll(Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER)))
                .containsExactly("true");
    }

    @Test
    void interceptorAndMetrics_thatThrow_doNotDisturbCalls() {
        CallInterceptor broken = new CallInterceptor() {
            @Override
            public Map<String, String> onTry(CallTry attempt) {
                throw new IllegalStateException("broken");
            }

            @Override
            public void onTryEnd(CallTry attempt, TryEnd end) {
                throw new IllegalStateException("broken");
            }
        };
        ClientMetrics alsoBroken = new ClientMetrics() {
            @Override
            public void onCallEnd(String method, String status, int tries, long nanos) {
                throw new IllegalStateException("broken");
            }
        };
        FairleadClient client = open(FairleadClient.builder()
                .endpoints(first.endpoint())
                .interceptor(broken)
                .metrics(alsoBroken));
        assertThat(putAt(client)).isEqualTo(1);
    }

    @Test
    void metrics_callWithTwoTries_countsBothAndTheCall() throws InterruptedException {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        ClientMetrics counts = new ClientMetrics() {
            @Override
            public void onCallEnd(String method, String status, int tries, long nanos) {
                seen.add("call " + method + " " + status + " " + tries + " " + (nanos > 0));
            }

            @Override
            public void onTryEnd(String method, String endpoint, String status, long nanos) {
                seen.add("try " + status + " at " + endpoint);
            }
        };
        first.refuse(EtcdError.TOO_MANY_REQUESTS);
        FairleadClient client =
                open(FairleadClient.builder().endpoints(first.endpoint()).metrics(counts));
        putAt(client);
        assertThat(List.of(seen.take(), seen.take(), seen.take()))
                .containsExactly(
                        "try RESOURCE_EXHAUSTED at " + first.endpoint(),
                        "try OK at " + first.endpoint(),
                        "call etcdserverpb.KV/Put OK 2 true");
    }

    @Test
    void listener_thatThrows_leavesTheOthersTheirNews() throws InterruptedException {
        ClientListener broken = new ClientListener() {
            @Override
            public void onEndpointUp(String endpoint) {
                throw new IllegalStateException("broken");
            }
        };
        FairleadClient client = open(FairleadClient.builder()
                .endpoints(first.endpoint())
                .listener(broken)
                .listener(listener));
        putAt(client);
        await("up " + first.endpoint());
    }

    @Test
    void diagnostics_printed_hasALineForEachEndpoint() {
        FairleadClient client = open(FairleadClient.builder()
                .endpoints(first.endpoint(), "http://127.0.0.1:1")
                .memberRefresh(false));
        putAt(client);
        Diagnostics diagnostics = client.diagnostics();
        assertThat(diagnostics.endpoints()).hasSize(2);
        assertThat(diagnostics.toString().lines()).hasSizeGreaterThanOrEqualTo(3);
        assertThat(diagnostics.toString()).contains(first.endpoint() + ": UP", "member 1", "http://127.0.0.1:1: ");
    }

    @Test
    void options_notPositive_areRefused() {
        assertThatThrownBy(() -> CallOptions.defaults().withDeadline(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CallOptions.defaults().withTryTimeout(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void failure_printed_namesEveryEndpointTriedAndKeepsEtcdsMessage() {
        first.refuse(EtcdError.NOT_CAPABLE);
        second.refuse(EtcdError.NOT_CAPABLE);
        FairleadClient client = open(FairleadClient.builder()
                .endpoints(first.endpoint(), second.endpoint())
                .memberRefresh(false));
        @Nullable
        FairleadException failure =
                catchThrowableOfType(FairleadException.class, () -> client.kv().put("k", "v"));
        assertThat(failure).hasMessage("etcdserver: not capable");
        assertThat(String.valueOf(failure))
                .contains("etcdserver: not capable", first.endpoint() + ": UNAVAILABLE", second.endpoint());
    }
}
