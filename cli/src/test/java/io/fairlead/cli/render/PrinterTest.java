package io.fairlead.cli.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.etcdserverpb.AlarmMember;
import io.fairlead.api.pb.etcdserverpb.AlarmResponse;
import io.fairlead.api.pb.etcdserverpb.AlarmType;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeResponse;
import io.fairlead.api.pb.etcdserverpb.HashKVResponse;
import io.fairlead.api.pb.etcdserverpb.Member;
import io.fairlead.api.pb.etcdserverpb.MemberListResponse;
import io.fairlead.api.pb.etcdserverpb.PutResponse;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.api.pb.etcdserverpb.ResponseOp;
import io.fairlead.api.pb.etcdserverpb.StatusResponse;
import io.fairlead.api.pb.etcdserverpb.TxnResponse;
import io.fairlead.api.pb.mvccpb.KeyValue;
import io.fairlead.cli.shell.CommandFailure;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The expected texts were recorded from etcdctl 3.5.16, byte for byte. */
class PrinterTest {
    private static final ResponseHeader HEADER = ResponseHeader.newBuilder()
            .setClusterId(Long.parseUnsignedLong("12141362416698482028"))
            .setMemberId(8439526027888870300L)
            .setRevision(7)
            .setRaftTerm(2)
            .build();

    private static final KeyValue FOO = KeyValue.newBuilder()
            .setKey(ByteString.copyFromUtf8("foo"))
            .setValue(ByteString.copyFromUtf8("bar"))
            .setCreateRevision(2)
            .setModRevision(7)
            .setVersion(6)
            .build();

    private static final RangeResponse RANGE =
            RangeResponse.newBuilder().setHeader(HEADER).addKvs(FOO).setCount(1).build();

    @Test
    void get_simple_showsKeyAndValue() {
        assertThat(print("simple", printer -> printer.get(RANGE))).isEqualTo("foo\nbar\n");
    }

    @Test
    void get_valueOnly_leavesTheKeyAway() {
        assertThat(printed(out -> Printer.of("simple", false, true, out).get(RANGE)))
                .isEqualTo("bar\n");
    }

    @Test
    void get_hex_escapesEachByte() {
        assertThat(printed(out -> Printer.of("simple", true, false, out).get(RANGE)))
                .isEqualTo("\\x66\\x6f\\x6f\n\\x62\\x61\\x72\n");
    }

    @Test
    void get_json_hasNumbersAndBase64AndNoZeroes() {
        assertThat(print("json", printer -> printer.get(RANGE)))
                .isEqualTo("{\"header\":{\"cluster_id\":12141362416698482028,\"member_id\":8439526027888870300,"
                        + "\"revision\":7,\"raft_term\":2},\"kvs\":[{\"key\":\"Zm9v\",\"create_revision\":2,"
                        + "\"mod_revision\":7,\"version\":6,\"value\":\"YmFy\"}],\"count\":1}\n");
    }

    @Test
    void get_fields_showsEachField() {
        assertThat(print("fields", printer -> printer.get(RANGE))).isEqualTo("""
                        "ClusterID" : 12141362416698482028
                        "MemberID" : 8439526027888870300
                        "Revision" : 7
                        "RaftTerm" : 2
                        "Key" : "foo"
                        "CreateRevision" : 2
                        "ModRevision" : 7
                        "Version" : 6
                        "Value" : "bar"
                        "Lease" : 0
                        "More" : false
                        "Count" : 1
                        """);
    }

    @Test
    void get_table_isRefused() {
        assertThatThrownBy(() -> print("table", printer -> printer.get(RANGE)))
                .isInstanceOfSatisfying(
                        CommandFailure.class, e -> assertThat(e.exitCode()).isEqualTo(4))
                .hasMessage("table not supported as output format");
    }

    @Test
    void format_unknown_isRefused() {
        assertThatThrownBy(() -> print("bogus", printer -> {}))
                .isInstanceOfSatisfying(
                        CommandFailure.class, e -> assertThat(e.exitCode()).isEqualTo(4))
                .hasMessage("unsupported output format");
    }

    @Test
    void put_withPrevious_showsThePairBefore() {
        PutResponse response =
                PutResponse.newBuilder().setHeader(HEADER).setPrevKv(FOO).build();
        assertThat(print("simple", printer -> printer.put(response))).isEqualTo("OK\nfoo\nbar\n");
        assertThat(print("fields", printer -> printer.put(response))).endsWith("""
                        "PrevKey" : "foo"
                        "PrevCreateRevision" : 2
                        "PrevModRevision" : 7
                        "PrevVersion" : 6
                        "PrevValue" : "bar"
                        "PrevLease" : 0
                        """);
    }

    @Test
    void put_protobuf_isTheMessage() {
        PutResponse response = PutResponse.newBuilder().setHeader(HEADER).build();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Printer.of("protobuf", false, false, new PrintStream(bytes, true, StandardCharsets.UTF_8))
                .put(response);
        assertThat(bytes.toByteArray()).isEqualTo(response.toByteArray());
    }

    @Test
    void delete_simple_showsTheCountFirst() {
        DeleteRangeResponse response =
                DeleteRangeResponse.newBuilder().setDeleted(1).addPrevKvs(FOO).build();
        assertThat(print("simple", printer -> printer.delete(response))).isEqualTo("1\nfoo\nbar\n");
    }

    @Test
    void txn_simple_dividesAnswersByBlankLines() {
        assertThat(print("simple", printer -> printer.txn(txn()))).isEqualTo("SUCCESS\n\nOK\n\nfoo\nbar\n\n0\n");
    }

    @Test
    void txn_json_namesTheOneofAsGoDoes() {
        assertThat(print("json", printer -> printer.txn(txn())))
                .isEqualTo("{\"succeeded\":true,\"responses\":[{\"Response\":{\"response_put\":{\"header\":"
                        + "{\"revision\":15}}}},{\"Response\":{\"response_range\":{\"kvs\":[{\"key\":\"Zm9v\","
                        + "\"create_revision\":2,\"mod_revision\":7,\"version\":6,\"value\":\"YmFy\"}],\"count\":1}}},"
                        + "{\"Response\":{\"response_delete_range\":{}}}]}\n");
    }

    @Test
    void memberList_simple_tellsStartedFromNot() {
        assertThat(print("simple", printer -> printer.memberList(members()))).isEqualTo("""
                        751f383534fac39c, started, m1, http://127.0.0.1:24101, http://127.0.0.1:24100, false
                        c0bf26ac0e7664ac, unstarted, , http://127.0.0.1:24111, , true
                        """);
    }

    @Test
    void memberList_table_isDrawn() {
        MemberListResponse one = members().toBuilder().removeMembers(1).build();
        assertThat(print("table", printer -> printer.memberList(one))).isEqualTo("""
                        +------------------+---------+------+------------------------+------------------------+------------+
                        |        ID        | STATUS  | NAME |       PEER ADDRS       |      CLIENT ADDRS      | IS LEARNER |
                        +------------------+---------+------+------------------------+------------------------+------------+
                        | 751f383534fac39c | started |   m1 | http://127.0.0.1:24101 | http://127.0.0.1:24100 |      false |
                        +------------------+---------+------+------------------------+------------------------+------------+
                        """);
    }

    @Test
    void memberList_jsonHex_writesIdsAsText() {
        MemberListResponse one = members().toBuilder().removeMembers(1).build();
        assertThat(printed(out -> Printer.of("json", true, false, out).memberList(one)))
                .isEqualTo("{\"header\":{\"cluster_id\":\"a87ec8ca50975d6c\",\"member_id\":\"751f383534fac39c\","
                        + "\"raft_term\":2},\"members\":[{\"ID\":\"751f383534fac39c\",\"name\":\"m1\",\"peerURLs\":"
                        + "[\"http://127.0.0.1:24101\"],\"clientURLS\":[\"http://127.0.0.1:24100\"]}]}\n");
    }

    @Test
    void endpointStatus_simple_isOneLine() {
        assertThat(print("simple", printer -> printer.endpointStatus(List.of(status()))))
                .isEqualTo("127.0.0.1:24100, 751f383534fac39c, 3.5.16, 25 kB, true, false, 2, 24, 24, \n");
    }

    @Test
    void endpointStatus_json_isAnArray() {
        assertThat(print("json", printer -> printer.endpointStatus(List.of(status()))))
                .isEqualTo("[{\"Endpoint\":\"127.0.0.1:24100\",\"Status\":{\"header\":{\"cluster_id\":"
                        + "12141362416698482028,\"member_id\":8439526027888870300,\"revision\":7,\"raft_term\":2},"
                        + "\"version\":\"3.5.16\",\"dbSize\":24576,\"leader\":8439526027888870300,\"raftIndex\":24,"
                        + "\"raftTerm\":2,\"raftAppliedIndex\":24,\"dbSizeInUse\":16384}}]\n");
    }

    @Test
    void endpointHealth_unhealthy_goesToStandardError() {
        EndpointHealth down =
                new EndpointHealth("127.0.0.1:9", false, Duration.ofNanos(5_000_347_180L), "context deadline exceeded");
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String out = print(
                "simple",
                printer -> printer.endpointHealth(List.of(down), new PrintStream(err, true, StandardCharsets.UTF_8)));
        assertThat(out).isEmpty();
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("127.0.0.1:9 is unhealthy: failed to commit proposal: context deadline exceeded\n");
        assertThat(print("json", printer -> printer.endpointHealth(List.of(down), System.err)))
                .isEqualTo("[{\"endpoint\":\"127.0.0.1:9\",\"health\":false,\"took\":\"5.00034718s\","
                        + "\"error\":\"context deadline exceeded\"}]\n");
    }

    @Test
    void endpointHash_isUnsigned() {
        HashKVResponse hash = HashKVResponse.newBuilder()
                .setHeader(HEADER)
                .setHash((int) 3772595193L)
                .setCompactRevision(7)
                .build();
        List<EndpointHash> hashes = List.of(new EndpointHash("127.0.0.1:24100", hash));
        assertThat(print("simple", printer -> printer.endpointHash(hashes))).isEqualTo("127.0.0.1:24100, 3772595193\n");
        assertThat(print("json", printer -> printer.endpointHash(hashes)))
                .contains("\"hash\":3772595193,\"compact_revision\":7");
    }

    @Test
    void alarms_simple_endWithABlank() {
        AlarmResponse response = AlarmResponse.newBuilder()
                .addAlarms(AlarmMember.newBuilder()
                        .setMemberID(Long.parseUnsignedLong("16338939349387433129"))
                        .setAlarm(AlarmType.NOSPACE))
                .build();
        assertThat(print("simple", printer -> printer.alarms(response)))
                .isEqualTo("memberID:16338939349387433129 alarm:NOSPACE \n");
    }

    @Test
    void quoted_bytes_areEscapedAsGoDoes() {
        assertThat(GoQuote.quote("a\"\u0001\tb<>&ü")).isEqualTo("\"a\\\"\\x01\\tb<>&ü\"");
        assertThat(GoQuote.quote(ByteString.copyFrom(new byte[] {(byte) 0xff, (byte) 0xfe, ' ', 'b', 'i', 'n'})))
                .isEqualTo("\"\\xff\\xfe bin\"");
    }

    @Test
    void json_text_escapesWhatHtmlGivesAMeaning() {
        assertThat(JsonText.quote("b<a>&\"\u2028")).isEqualTo("\"b\\u003ca\\u003e\\u0026\\\"\\u2028\"");
    }

    @Test
    void size_isRoundedAsEtcdctlDoes() {
        assertThat(HumanSize.of(5)).isEqualTo("5 B");
        assertThat(HumanSize.of(20480)).isEqualTo("20 kB");
        assertThat(HumanSize.of(24576)).isEqualTo("25 kB");
        assertThat(HumanSize.of(8192)).isEqualTo("8.2 kB");
        assertThat(HumanSize.of(2_147_483_648L)).isEqualTo("2.1 GB");
    }

    private static TxnResponse txn() {
        return TxnResponse.newBuilder()
                .setSucceeded(true)
                .addResponses(ResponseOp.newBuilder()
                        .setResponsePut(PutResponse.newBuilder()
                                .setHeader(ResponseHeader.newBuilder().setRevision(15))))
                .addResponses(ResponseOp.newBuilder()
                        .setResponseRange(RangeResponse.newBuilder().addKvs(FOO).setCount(1)))
                .addResponses(ResponseOp.newBuilder().setResponseDeleteRange(DeleteRangeResponse.getDefaultInstance()))
                .build();
    }

    private static MemberListResponse members() {
        return MemberListResponse.newBuilder()
                .setHeader(HEADER.toBuilder().clearRevision())
                .addMembers(Member.newBuilder()
                        .setID(8439526027888870300L)
                        .setName("m1")
                        .addPeerURLs("http://127.0.0.1:24101")
                        .addClientURLs("http://127.0.0.1:24100"))
                .addMembers(Member.newBuilder()
                        .setID(Long.parseUnsignedLong("c0bf26ac0e7664ac", 16))
                        .addPeerURLs("http://127.0.0.1:24111")
                        .setIsLearner(true))
                .build();
    }

    private static EndpointStatus status() {
        return new EndpointStatus(
                "127.0.0.1:24100",
                StatusResponse.newBuilder()
                        .setHeader(HEADER)
                        .setVersion("3.5.16")
                        .setDbSize(24576)
                        .setDbSizeInUse(16384)
                        .setLeader(8439526027888870300L)
                        .setRaftIndex(24)
                        .setRaftTerm(2)
                        .setRaftAppliedIndex(24)
                        .build());
    }

    private static String print(String format, Consumer<Printer> use) {
        return printed(out -> use.accept(Printer.of(format, false, false, out)));
    }

    private static String printed(Consumer<PrintStream> use) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        use.accept(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
