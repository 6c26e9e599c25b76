package io.fairlead.server.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.server.failpoint.Failpoint;
import io.fairlead.server.failpoint.Failpoints;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailpointPortTest {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Failpoints failpoints = new Failpoints(new Failpoints.Effect() {
        @Override
        public void halt(Failpoint at) {}

        @Override
        public void sleep(Failpoint at, long nanos) {}
    });
    private FailpointPort port;

    @BeforeEach
    void open() throws IOException {
        port = FailpointPort.open("127.0.0.1:0", failpoints, new Object());
    }

    @AfterEach
    void close() {
        port.close();
    }

    @Test
    void get_root_listsEachNameWithItsTermsInOrder() throws Exception {
        failpoints.arm(Failpoint.AFTER_COMMIT, "sleep(\"1s\")");
        HttpResponse<String> answer = call("GET", "/", "");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .startsWith("afterCommit=sleep(\"1s\")\napplyBeforeOpenSnapshot=\nbeforeApplyOneConfChange=\n")
                .endsWith("\nraftBeforeSaveSnap=\n");
        assertThat(answer.body().lines()).hasSize(Failpoint.values().length);
    }

    @Test
    void put_arms_andDeleteClears() throws Exception {
        HttpResponse<String> put = call("PUT", "/raftBeforeSave", "3*sleep(10)");
        assertThat(put.statusCode()).isEqualTo(204);
        assertThat(failpoints.terms(Failpoint.RAFT_BEFORE_SAVE)).contains("3*sleep(10)");
        failpoints.reach(Failpoint.RAFT_BEFORE_SAVE);
        assertThat(call("GET", "/raftBeforeSave", "").body()).isEqualTo("3*sleep(10)\n");
        assertThat(call("GET", "/raftBeforeSave/count", "").body()).isEqualTo("1\n");

        assertThat(call("DELETE", "/raftBeforeSave", "").statusCode()).isEqualTo(204);
        assertThat(failpoints.terms(Failpoint.RAFT_BEFORE_SAVE)).isEmpty();
        assertThat(call("GET", "/raftBeforeSave", "").statusCode()).isEqualTo(404);
        assertThat(call("GET", "/raftBeforeSave/count", "").statusCode()).isEqualTo(500);
        HttpResponse<String> again = call("DELETE", "/raftBeforeSave", "");
        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(again.body()).contains("failpoint is disabled");
    }

    @Test
    void unknownName_isRefused() throws Exception {
        assertThat(call("PUT", "/noSuchPlace", "panic").statusCode()).isEqualTo(400);
        assertThat(call("PUT", "/", "panic").statusCode()).isEqualTo(400);
        assertThat(call("GET", "/noSuchPlace", "").statusCode()).isEqualTo(404);
        assertThat(call("GET", "/noSuchPlace/count", "").statusCode()).isEqualTo(404);
        assertThat(call("DELETE", "/noSuchPlace", "").statusCode()).isEqualTo(400);
    }

    @Test
    void put_termsNotUnderstood_isRefused() throws Exception {
        HttpResponse<String> answer = call("PUT", "/raftBeforeSave", "explode");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("failed to set failpoint raftBeforeSave\n");
        assertThat(failpoints.terms(Failpoint.RAFT_BEFORE_SAVE)).isEmpty();
    }

    @Test
    void otherMethods_areNotAllowed() throws Exception {
        HttpResponse<String> answer = call("POST", "/raftBeforeSave", "panic");
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("DELETE, GET, PUT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"22381", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:99999"})
    void open_noAddress_isRefused(String address) {
        assertThatThrownBy(() -> FailpointPort.open(address, failpoints, new Object()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(address);
    }

    @Test
    void open_portInUse_isRefused() {
        assertThatThrownBy(() -> FailpointPort.open("127.0.0.1:" + port.port(), failpoints, new Object()))
                .isInstanceOf(IOException.class);
    }

    private HttpResponse<String> call(String method, String path, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.port() + path))
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
