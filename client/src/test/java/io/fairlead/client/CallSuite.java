package io.fairlead.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fairlead.api.FairleadException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.call.CallInterceptor;
import io.fairlead.api.call.CallOptions;
import io.fairlead.api.call.CallTry;
import io.fairlead.api.call.Diagnostics;
import io.fairlead.api.call.EndpointState;
import io.fairlead.api.call.Routing;
import io.fairlead.api.call.TryEnd;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.kv.ReadOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How calls are made to a cluster of one member, whoever made that member. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CallSuite {
    /** Nobody listens there. */
    private static final String NOBODY = "http://127.0.0.1:1";

    private final Queue<String> seen = new ConcurrentLinkedQueue<>();

    @SuppressWarnings("NullAway.Init") // set by each test
    private FairleadClient client;

    /** Where the member listens, over the network. */
    abstract String endpoint();

    private FairleadClient open(String... endpoints) {
        client = FairleadClient.builder()
                .endpoints(endpoints)
                .deadline(Duration.ofSeconds(30))
                .interceptor(new CallInterceptor() {
                    @Override
                    public Map<String, String> onTry(CallTry attempt) {
                        return Map.of("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
                    }

                    @Override
                    public void onTryEnd(CallTry attempt, TryEnd end) {
                        seen.add(attempt.method() + " " + attempt.number() + " " + end.status());
                    }
                })
                .build();
        return client;
    }

    @AfterEach
    void close() {
        seen.clear();
        client.close();
    }

    @ParameterizedTest
    @EnumSource(Routing.class)
    void call_anyRouting_isServed(Routing routing) {
        FairleadClient view = open(endpoint()).with(CallOptions.defaults().withRouting(routing));
        long revision = view.kv().put("call/k", "v").revision();
        assertThat(view.kv().get("call/k").orElseThrow().modRevision()).isEqualTo(revision);
        assertThat(view.kv()
                        .get(KeyRange.single("call/k"), ReadOptions.defaults().serializable())
                        .first())
                .isPresent();
    }

    @Test
    void call_memberBesideIsNotThere_isServedAndToldInDiagnostics() {
        FairleadClient both = open(NOBODY, endpoint());
        both.awaitReady(Duration.ofSeconds(30));
        both.kv().put("call/k", "v");
        Diagnostics diagnostics = both.diagnostics();
        assertThat(diagnostics.endpoints()).anySatisfy(state -> {
            assertThat(state.endpoint()).isEqualTo(endpoint());
            assertThat(state.health()).isEqualTo(EndpointState.Health.UP);
            assertThat(state.memberId()).isNotZero();
        });
        assertThat(diagnostics.term()).isPositive();
        assertThat(seen).contains("etcdserverpb.KV/Put 1 OK");
    }

    @Test
    void call_refused_namesTheEndpointAndKeepsEtcdsLine() {
        FairleadException failure = catchThrowableOfType(
                FairleadException.class, () -> open(endpoint()).kv().put("", "v"));
        assertThat(failure).hasMessage(EtcdError.EMPTY_KEY.text());
        assertThat(failure.attempts()).hasSize(1);
        assertThat(failure.attempts().get(0).endpoint()).isEqualTo(endpoint());
        assertThat(seen).containsExactly("etcdserverpb.KV/Put 1 INVALID_ARGUMENT");
    }

    @Test
    void leader_soughtAmongEndpoints_isFound() {
        FairleadClient both = open(NOBODY, endpoint());
        while (both.diagnostics().leader().isEmpty()) {
            both.kv().put("call/k", "v");
        }
        assertThat(both.diagnostics().leader()).contains(endpoint());
    }
}
