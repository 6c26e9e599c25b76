package io.fairlead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpServer;
import io.fairlead.api.pb.etcdserverpb.Compare;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeResponse;
import io.fairlead.api.pb.etcdserverpb.Member;
import io.fairlead.api.pb.etcdserverpb.MemberListRequest;
import io.fairlead.api.pb.etcdserverpb.MemberListResponse;
import io.fairlead.api.pb.etcdserverpb.PutResponse;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.api.pb.etcdserverpb.ResponseOp;
import io.fairlead.api.pb.etcdserverpb.StatusRequest;
import io.fairlead.api.pb.etcdserverpb.StatusResponse;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.api.pb.etcdserverpb.TxnResponse;
import io.fairlead.api.pb.mvccpb.KeyValue;
import io.fairlead.testing.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The spellings before etcd 3; texts and codes are those of etcdctl 3.5.16 with ETCDCTL_API=2. */
@Timeout(30)
class OlderCommandsTest {
    private static final ResponseHeader AT_8 =
            ResponseHeader.newBuilder().setRevision(8).build();

    private FakeMember member;

    @BeforeEach
    void start() throws IOException {
        member = new FakeMember();
    }

    @AfterEach
    void stop() {
        member.close();
    }

    @Test
    void set_printsTheValue() {
        member.answer(TxnRequest.class, done(PutResponse.getDefaultInstance()));
        assertThat(Typed.line("set", "one", "uno").at(member).run()).isEqualTo(new Typed(0, "uno\n", ""));
        TxnRequest request = member.only(TxnRequest.class);
        assertThat(request.getSuccess(0).getRequestPut().getKey().toStringUtf8())
                .isEqualTo("/one");
        Compare guard = request.getCompare(0);
        assertThat(guard.getKey().toStringUtf8()).isEqualTo("/one/");
        assertThat(guard.getRangeEnd().toStringUtf8()).isEqualTo("/one0");
    }

    @Test
    void set_pathIsADirectory_endsWith4() {
        member.answer(TxnRequest.class, refused(found(), found("/a/b")));
        assertThat(Typed.line("set", "a", "x").at(member).run())
                .isEqualTo(new Typed(4, "", "Error:  102: Not a file (/a) [8]\n"));
    }

    @Test
    void set_belowAFile_endsWith4() {
        member.answer(TxnRequest.class, refused(found(), found(), found("/a")));
        assertThat(Typed.line("set", "a/b", "x").at(member).run())
                .isEqualTo(new Typed(4, "", "Error:  104: Not a directory (/a) [8]\n"));
    }

    @Test
    void set_json_hasBothNodes() {
        member.answer(
                TxnRequest.class,
                done(PutResponse.newBuilder().setPrevKv(kv("/neu", "y", 5, 6)).build()));
        assertThat(Typed.line("-o", "json", "set", "neu", "z")
                        .older()
                        .at(member)
                        .run()
                        .err())
                .contains("unknown shorthand flag");
        assertThat(Typed.line("set", "neu", "z", "-o", "json")
                        .older()
                        .at(member)
                        .run()
                        .out())
                .isEqualTo("{\"action\":\"set\",\"node\":{\"key\":\"/neu\",\"value\":\"z\",\"nodes\":null,"
                        + "\"createdIndex\":5,\"modifiedIndex\":8},\"prevNode\":{\"key\":\"/neu\",\"value\":\"y\","
                        + "\"nodes\":null,\"createdIndex\":5,\"modifiedIndex\":6}}\n");
    }

    @Test
    void get_there_printsTheValueAlone() {
        member.answer(RangeRequest.class, found("/one"));
        assertThat(Typed.line("get", "one").older().at(member).run()).isEqualTo(new Typed(0, "value\n", ""));
        assertThat(member.only(RangeRequest.class).getSerializable()).isTrue();
    }

    @Test
    void get_extended_showsTheIndexes() {
        member.answer(RangeRequest.class, found("/one"));
        assertThat(Typed.line("get", "one", "-o", "extended")
                        .older()
                        .at(member)
                        .run()
                        .out())
                .isEqualTo("Key: /one\nCreated-Index: 3\nModified-Index: 4\nTTL: 0\nIndex: 4\n\nvalue\n");
    }

    @Test
    void get_missing_endsWith4() {
        member.answer(RangeRequest.class, found());
        assertThat(Typed.line("get", "two").older().at(member).run())
                .isEqualTo(new Typed(4, "", "Error:  100: Key not found (/two) [8]\n"));
    }

    @Test
    void get_root_isADirectory() {
        member.answer(RangeRequest.class, found());
        assertThat(Typed.line("get", "/").older().at(member).run()).isEqualTo(new Typed(1, "", ": is a directory\n"));
    }

    @Test
    void mk_there_endsWith4() {
        member.answer(TxnRequest.class, refused(found("/one"), found()));
        assertThat(Typed.line("mk", "one", "x").at(member).run())
                .isEqualTo(new Typed(4, "", "Error:  105: Key already exists (/one) [8]\n"));
    }

    @Test
    void update_missing_endsWith4() {
        member.answer(TxnRequest.class, refused(found(), found()));
        assertThat(Typed.line("update", "zz", "x").at(member).run())
                .isEqualTo(new Typed(4, "", "Error:  100: Key not found (/zz) [8]\n"));
    }

    @Test
    void rm_printsWhatWasThere() {
        TxnResponse removed = TxnResponse.newBuilder()
                .setHeader(AT_8)
                .setSucceeded(true)
                .addResponses(ResponseOp.newBuilder()
                        .setResponseDeleteRange(
                                DeleteRangeResponse.newBuilder().setDeleted(1).addPrevKvs(kv("/one", "uno", 3, 4))))
                .build();
        member.answer(TxnRequest.class, removed);
        assertThat(Typed.line("rm", "one").at(member).run()).isEqualTo(new Typed(0, "PrevNode.Value: uno\n", ""));
    }

    @Test
    void ls_showsDirectoriesOnce() {
        member.answer(RangeRequest.class, found("/a/b", "/a/c/d", "/neu"));
        assertThat(Typed.line("ls").at(member).run().out()).isEqualTo("/a\n/neu\n");
        assertThat(Typed.line("ls", "-p").at(member).run().out()).isEqualTo("/a/\n/neu\n");
        assertThat(Typed.line("ls", "-r", "/").at(member).run().out()).isEqualTo("/a\n/a/b\n/a/c\n/a/c/d\n/neu\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "set|128|Error:  key required",
                "set a|128|Error:  value required",
                "get|128|Error:  key required",
                "rm|128|Error:  key required",
                "member add|1|Provide a name and a single member peerURL",
                "member remove|1|Provide a single member ID",
                "member remove 12|1|Couldn't find a member in the cluster with an ID of 12.",
                "member update 12 http://x:1|1|No such member: 12"
            })
    void badWords_endWithTheOlderTextAndNumber(String words, int exitCode, String complaint) {
        assertThat(Typed.line(words.split(" ", -1)).older().at(member).run())
                .isEqualTo(new Typed(exitCode, "", complaint + "\n"));
    }

    @Test
    void memberList_namesTheLeader() {
        members("http://127.0.0.1:1");
        member.answer(
                StatusRequest.class, StatusResponse.newBuilder().setLeader(0x11).build());
        assertThat(Typed.line("member", "list").older().at(member).run().out()).isEqualTo("""
            11: name=m1 peerURLs=http://10.0.0.1:2380 clientURLs=http://127.0.0.1:1 isLeader=true
            22[unstarted]: peerURLs=http://10.0.0.2:2380
            """);
    }

    @Test
    void clusterHealth_asksEachHealthPage() throws IOException {
        HttpServer page = health(200, "{\"health\":\"true\",\"reason\":\"\"}");
        try {
            String url = "http://127.0.0.1:" + page.getAddress().getPort();
            members(url);
            Typed typed = Typed.line("cluster-health").at(member).run();
            assertThat(typed)
                    .isEqualTo(new Typed(
                            5,
                            "member 11 is healthy: got healthy result from " + url + "\n"
                                    + "member 22 is unreachable: no available published client urls\n"
                                    + "cluster is unavailable\n",
                            ""));
            assertThat(member.only(MemberListRequest.class).getLinearizable()).isFalse();
        } finally {
            page.stop(0);
        }
    }

    @Test
    void clusterHealth_allHealthy_endsWith0() throws IOException {
        HttpServer page = health(200, "{\"health\": true}");
        try {
            String url = "http://127.0.0.1:" + page.getAddress().getPort();
            member.answer(
                    MemberListRequest.class,
                    MemberListResponse.newBuilder()
                            .addMembers(Member.newBuilder()
                                    .setID(0x11)
                                    .setName("m1")
                                    .addClientURLs(url))
                            .build());
            assertThat(Typed.line("cluster-health").older().at(member).run())
                    .isEqualTo(new Typed(
                            0, "member 11 is healthy: got healthy result from " + url + "\ncluster is healthy\n", ""));
        } finally {
            page.stop(0);
        }
    }

    @Test
    void clusterHealth_withoutQuorum_isUnavailable() throws IOException {
        HttpServer page = health(503, "{\"health\":\"false\",\"reason\":\"RAFT NO LEADER\"}");
        try {
            String url = "http://127.0.0.1:" + page.getAddress().getPort();
            members(url);
            assertThat(Typed.line("cluster-health").at(member).run().out())
                    .startsWith("member 11 is unhealthy: got unhealthy result from " + url + "\n")
                    .endsWith("cluster is unavailable\n");
        } finally {
            page.stop(0);
        }
    }

    @Test
    void clusterHealth_memberDown_isUnreachable() throws IOException {
        String down = "http://" + freeEndpoint();
        members(down);
        assertThat(Typed.line("cluster-health").at(member).run().out())
                .startsWith("failed to check the health of member 11 on " + down + ": Get \"" + down + "/health\": "
                        + "dial tcp " + down.substring(7) + ": connect: connection refused\n"
                        + "member 11 is unreachable: [" + down + "] are all unreachable\n");
    }

    @Test
    void clusterHealth_nobodyAnswers_endsWith4() throws IOException {
        Typed typed = Typed.line("cluster-health", "--command-timeout=200ms")
                .at(freeEndpoint())
                .run();
        assertThat(typed)
                .isEqualTo(new Typed(
                        4,
                        "cluster may be unhealthy: failed to list members\n",
                        "Error:  context deadline exceeded\n"));
    }

    private void members(String clientUrl) {
        member.answer(
                MemberListRequest.class,
                MemberListResponse.newBuilder()
                        .addMembers(Member.newBuilder()
                                .setID(0x11)
                                .setName("m1")
                                .addPeerURLs("http://10.0.0.1:2380")
                                .addClientURLs(clientUrl))
                        .addMembers(Member.newBuilder().setID(0x22).addPeerURLs("http://10.0.0.2:2380"))
                        .build());
    }

    private static HttpServer health(int status, String body) throws IOException {
        HttpServer page = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        page.createContext("/health", exchange -> {
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        page.start();
        return page;
    }

    private static TxnResponse done(PutResponse put) {
        return TxnResponse.newBuilder()
                .setHeader(AT_8)
                .setSucceeded(true)
                .addResponses(ResponseOp.newBuilder().setResponsePut(put))
                .build();
    }

    private static TxnResponse refused(RangeResponse... ranges) {
        TxnResponse.Builder response = TxnResponse.newBuilder().setHeader(AT_8);
        for (RangeResponse range : ranges) {
            response.addResponses(ResponseOp.newBuilder().setResponseRange(range));
        }
        return response.build();
    }

    private static RangeResponse found(String... keys) {
        RangeResponse.Builder response = RangeResponse.newBuilder().setHeader(AT_8);
        for (String key : keys) {
            response.addKvs(kv(key, "value", 3, 4));
        }
        return response.build();
    }

    private static KeyValue kv(String key, String value, long created, long modified) {
        return KeyValue.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setValue(ByteString.copyFromUtf8(value))
                .setCreateRevision(created)
                .setModRevision(modified)
                .build();
    }

    private static String freeEndpoint() {
        return "127.0.0.1:" + FreePorts.onLoopback(1).get(0);
    }
}
