package io.fairlead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.pb.etcdserverpb.AlarmMember;
import io.fairlead.api.pb.etcdserverpb.AlarmRequest;
import io.fairlead.api.pb.etcdserverpb.AlarmResponse;
import io.fairlead.api.pb.etcdserverpb.AlarmType;
import io.fairlead.api.pb.etcdserverpb.CompactionRequest;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.Member;
import io.fairlead.api.pb.etcdserverpb.MemberAddRequest;
import io.fairlead.api.pb.etcdserverpb.MemberAddResponse;
import io.fairlead.api.pb.etcdserverpb.MemberListRequest;
import io.fairlead.api.pb.etcdserverpb.MemberListResponse;
import io.fairlead.api.pb.etcdserverpb.MemberRemoveRequest;
import io.fairlead.api.pb.etcdserverpb.MemberRemoveResponse;
import io.fairlead.api.pb.etcdserverpb.MoveLeaderRequest;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.PutResponse;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest.SortOrder;
import io.fairlead.api.pb.etcdserverpb.RangeRequest.SortTarget;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.api.pb.etcdserverpb.StatusRequest;
import io.fairlead.api.pb.etcdserverpb.StatusResponse;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.testing.FreePorts;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines as a person types them, against a member that answers what it is told. Texts and codes are etcdctl 3.5.16's. */
@Timeout(30)
class CommandLineTest {
    private static final ResponseHeader HEADER =
            ResponseHeader.newBuilder().setClusterId(0xabc).setMemberId(0x11).build();

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
    void put_sendsKeyAndValue() {
        Typed typed = Typed.line("put", "foo", "bar").at(member).run();
        assertThat(typed).isEqualTo(new Typed(0, "OK\n", ""));
        PutRequest request = member.only(PutRequest.class);
        assertThat(request.getKey().toStringUtf8()).isEqualTo("foo");
        assertThat(request.getValue().toStringUtf8()).isEqualTo("bar");
    }

    @Test
    void put_withoutValue_readsStandardInputWhole() {
        assertThat(Typed.line("put", "foo").reading("a\nb\n").at(member).run().exitCode())
                .isZero();
        assertThat(member.only(PutRequest.class).getValue().toStringUtf8()).isEqualTo("a\nb\n");
    }

    @Test
    void put_withFlags_setsThem() {
        Typed.line("put", "foo", "--ignore-value", "--prev-kv", "--lease=1f")
                .at(member)
                .run();
        PutRequest request = member.only(PutRequest.class);
        assertThat(request.getIgnoreValue()).isTrue();
        assertThat(request.getPrevKv()).isTrue();
        assertThat(request.getLease()).isEqualTo(0x1f);
    }

    @Test
    void get_withFlags_setsThem() {
        Typed.line(
                        "get",
                        "a",
                        "--prefix",
                        "--limit=3",
                        "--rev",
                        "5",
                        "--sort-by=version",
                        "--order=DESCEND",
                        "--keys-only",
                        "--consistency=s")
                .at(member)
                .run();
        RangeRequest request = member.only(RangeRequest.class);
        assertThat(request.getRangeEnd().toStringUtf8()).isEqualTo("b");
        assertThat(request.getLimit()).isEqualTo(3);
        assertThat(request.getRevision()).isEqualTo(5);
        assertThat(request.getSortTarget()).isEqualTo(SortTarget.VERSION);
        assertThat(request.getSortOrder()).isEqualTo(SortOrder.DESCEND);
        assertThat(request.getKeysOnly()).isTrue();
        assertThat(request.getSerializable()).isTrue();
    }

    @Test
    void get_emptyPrefix_meansEveryKey() {
        Typed.line("get", "", "--prefix").at(member).run();
        RangeRequest request = member.only(RangeRequest.class);
        assertThat(request.getKey().toByteArray()).isEqualTo(new byte[1]);
        assertThat(request.getRangeEnd().toByteArray()).isEqualTo(new byte[1]);
    }

    @Test
    void del_range_sendsItsEnd() {
        assertThat(Typed.line("del", "a", "c").at(member).run()).isEqualTo(new Typed(0, "0\n", ""));
        assertThat(member.only(DeleteRangeRequest.class).getRangeEnd().toStringUtf8())
                .isEqualTo("c");
    }

    @Test
    void compaction_saysWhichRevision() {
        Typed typed = Typed.line("compaction", "5", "--physical").at(member).run();
        assertThat(typed).isEqualTo(new Typed(0, "compacted revision 5\n", ""));
        assertThat(member.only(CompactionRequest.class).getPhysical()).isTrue();
    }

    @Test
    void txn_threeParagraphs_areOneRequest() {
        Typed typed = Typed.line("txn").reading("""
            mod("foo") > "0"
            val("a b") != "c\\nd"

            put foo "new value"
            get foo --prefix

            del foo

            """).at(member).run();
        assertThat(typed.out()).isEqualTo("FAILURE\n");
        TxnRequest request = member.only(TxnRequest.class);
        assertThat(request.getCompareCount()).isEqualTo(2);
        assertThat(request.getCompare(1).getValue().toStringUtf8()).isEqualTo("c\nd");
        assertThat(request.getSuccess(0).getRequestPut().getValue().toStringUtf8())
                .isEqualTo("new value");
        assertThat(request.getSuccess(1).getRequestRange().getRangeEnd().toStringUtf8())
                .isEqualTo("fop");
        assertThat(request.getFailure(0).getRequestDeleteRange().getKey().toStringUtf8())
                .isEqualTo("foo");
    }

    @Test
    void txn_interactive_prompts() {
        Typed typed = Typed.line("txn", "-i").reading("\n\n\n").at(member).run();
        assertThat(typed.out())
                .isEqualTo(
                        "compares:\nsuccess requests (get, put, del):\nfailure requests (get, put, del):\nFAILURE\n");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "|EOF",
                "bogus|malformed comparison: bogus",
                "bogus(\"a\") = \"1\"|malformed comparison: bogus(\"a\") = \"1\" (unknown target bogus)",
                "mod(\"a\") = \"x\"|invalid txn compare request: mod(\"a\") = \"x\""
            })
    void txn_badComparison_endsWith3(String line, String complaint) {
        Typed typed = Typed.line("txn")
                .reading(line == null ? "" : line + "\n\n\n\n")
                .at(member)
                .run();
        assertThat(typed).isEqualTo(new Typed(3, "", "Error: " + complaint + "\n"));
        assertThat(member.requests()).isEmpty();
    }

    @Test
    void txn_unknownOperation_endsWith3() {
        Typed typed = Typed.line("txn").reading("\nfoo a\n\n\n").at(member).run();
        assertThat(typed).isEqualTo(new Typed(3, "", "Error: invalid txn request: foo a\n"));
    }

    @Test
    void memberAdd_printsTheSettingsToStartWith() {
        member.answer(MemberAddRequest.class, added());
        Typed typed = Typed.line("member", "add", "m2", "--peer-urls=http://127.0.0.1:2")
                .at(member)
                .run();
        assertThat(typed.out()).isEqualTo("""
            Member               22 added to cluster              abc

            ETCD_NAME="m2"
            ETCD_INITIAL_CLUSTER="m1=http://127.0.0.1:1,m2=http://127.0.0.1:2"
            ETCD_INITIAL_ADVERTISE_PEER_URLS="http://127.0.0.1:2"
            ETCD_INITIAL_CLUSTER_STATE="existing"
            """);
    }

    @Test
    void memberAdd_nameAndUrl_printsTheOlderWords() {
        member.answer(MemberAddRequest.class, added());
        String expected = """
            Added member named m2 with ID 22 to cluster

            ETCD_NAME="m2"
            ETCD_INITIAL_CLUSTER="m1=http://127.0.0.1:1,m2=http://127.0.0.1:2"
            ETCD_INITIAL_CLUSTER_STATE="existing"
            """;
        Typed.Line line =
                Typed.line("member", "add", "m2", "http://127.0.0.1:2").at(member);
        assertThat(line.run()).isEqualTo(new Typed(0, expected, ""));
        assertThat(line.older().run()).isEqualTo(new Typed(0, expected, ""));
    }

    @Test
    void memberRemove_namesMemberAndCluster() {
        member.answer(
                MemberRemoveRequest.class,
                MemberRemoveResponse.newBuilder().setHeader(HEADER).build());
        assertThat(Typed.line("member", "remove", "751f383534fac39c")
                        .at(member)
                        .run()
                        .out())
                .isEqualTo("Member 751f383534fac39c removed from cluster              abc\n");
        assertThat(member.only(MemberRemoveRequest.class).getID()).isEqualTo(0x751f383534fac39cL);
    }

    @Test
    void memberList_asksTheCluster() {
        Typed.line("member", "list").at(member).run();
        assertThat(member.only(MemberListRequest.class).getLinearizable()).isTrue();
    }

    @Test
    void moveLeader_endpointLeads_transfers() {
        leads(0x11);
        Typed typed = Typed.line("move-leader", "22").at(member).run();
        assertThat(typed).isEqualTo(new Typed(0, "Leadership transferred from 11 to 22\n", ""));
        assertThat(member.only(MoveLeaderRequest.class).getTargetID()).isEqualTo(0x22);
    }

    @Test
    void moveLeader_noEndpointLeads_isRefused() {
        leads(0x33);
        Typed typed = Typed.line("move-leader", "22").at(member).run();
        assertThat(typed)
                .isEqualTo(new Typed(128, "", "Error: no leader endpoint given at [" + member.endpoint() + "]\n"));
    }

    @Test
    void alarmDisarm_takesBackEachAlarm() {
        AlarmMember alarm = AlarmMember.newBuilder()
                .setMemberID(0x11)
                .setAlarm(AlarmType.NOSPACE)
                .build();
        member.answer(
                AlarmRequest.class, AlarmResponse.newBuilder().addAlarms(alarm).build());
        assertThat(Typed.line("alarm", "disarm").at(member).run().out()).isEqualTo("memberID:17 alarm:NOSPACE \n");
        assertThat(member.requests()).hasSize(2);
    }

    @Test
    void endpointHealth_alarm_isUnhealthy() {
        member.answer(
                AlarmRequest.class,
                AlarmResponse.newBuilder()
                        .addAlarms(AlarmMember.newBuilder().setAlarm(AlarmType.NOSPACE))
                        .build());
        Typed typed = Typed.line("endpoint", "health").at(member).run();
        assertThat(typed.exitCode()).isEqualTo(1);
        assertThat(typed.err())
                .isEqualTo(member.endpoint() + " is unhealthy: failed to commit proposal: Active Alarm(s): NOSPACE \n"
                        + "Error: unhealthy cluster\n");
    }

    @Test
    void endpointHealth_healthy_saysHowLongItTook() {
        Typed typed = Typed.line("endpoint", "health").at(member).run();
        assertThat(typed.out())
                .matches(member.endpoint() + " is healthy: successfully committed proposal: took = [0-9.]+(ms|s)\n");
        assertThat(typed.exitCode()).isZero();
    }

    @Test
    void endpointStatus_oneDown_showsTheOthers() throws IOException {
        leads(0x11);
        String down = freeEndpoint();
        Typed typed = Typed.line("endpoint", "status", "--command-timeout=300ms")
                .at(down + "," + member.endpoint())
                .run();
        assertThat(typed.exitCode()).isEqualTo(1);
        assertThat(typed.out()).startsWith(member.endpoint() + ", 11, ");
        assertThat(typed.err())
                .isEqualTo("Failed to get the status of endpoint " + down + " (context deadline exceeded)\n");
    }

    @Test
    void endpointStatus_cluster_asksEveryMember() {
        leads(0x11);
        member.answer(
                MemberListRequest.class,
                MemberListResponse.newBuilder()
                        .addMembers(Member.newBuilder().addClientURLs("http://" + member.endpoint()))
                        .build());
        assertThat(Typed.line("endpoint", "status", "--cluster")
                        .at(member)
                        .run()
                        .out())
                .startsWith("http://" + member.endpoint() + ", 11, ");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "get|128|get command needs one argument as key and an optional argument as range_end",
                "put|128|put command needs 1 argument and input from stdin or 2 arguments",
                "put k|128|put command needs 1 argument and input from stdin or 2 arguments",
                "put k v --ignore-value|128|put command needs only 1 argument when 'ignore-value' is set",
                "put k v --lease=zz|128|bad lease ID (strconv.ParseInt: parsing \"zz\": invalid syntax), "
                        + "expecting ID in Hex",
                "get k --sort-by=foo|4|bad sort target foo",
                "get k --order=foo|4|bad sort order foo",
                "get k --consistency=q|4|unknown consistency flag \"q\"",
                "get k --prefix --from-key|128|`--prefix` and `--from-key` cannot be set at the same time, choose one",
                "get k z --prefix|128|too many arguments, only accept one argument when `--prefix` or `--from-key` "
                        + "is set",
                "get k --keys-only --count-only|128|`--keys-only` and `--count-only` cannot be set at the same time, "
                        + "choose one",
                "get k --count-only|128|--count-only is only for `--write-out=fields`",
                "get k --print-value-only -w json|128|print-value-only is only for `--write-out=simple`",
                "get k -w foo|4|unsupported output format",
                "get k -w table|4|table not supported as output format",
                "del|128|del command needs one argument as key and an optional argument as range_end",
                "compaction|128|compaction command needs 1 argument",
                "compaction x|1|strconv.ParseInt: parsing \"x\": invalid syntax",
                "member add|128|member name not provided",
                "member add n|128|member peer urls not provided",
                "member add a b c|128|too many arguments",
                "member add n --peer-urls=bad|1|URL scheme must be http, https, unix, or unixs: bad",
                "member remove|128|member ID is not provided",
                "member remove zz|128|bad member ID arg (strconv.ParseUint: parsing \"zz\": invalid syntax), "
                        + "expecting ID in Hex",
                "member update 1|128|member peer urls not provided",
                "member promote|128|member ID is not provided",
                "move-leader|128|move-leader command needs 1 argument",
                "move-leader zz|128|strconv.ParseUint: parsing \"zz\": invalid syntax",
                "alarm list x|128|alarm list command accepts no arguments",
                "alarm disarm x|128|alarm disarm command accepts no arguments",
                "txn x|128|txn command does not accept argument",
                "get k --cacert=/none|128|open /none: no such file or directory",
                "get k --cert=/none|128|KeyFile and CertFile must both be present[key: , cert: /none]",
                "get k --insecure-transport=false --command-timeout=200ms --endpoints=127.0.0.1:1|1|context deadline"
                        + " exceeded",
                "get k --endpoints=unix://a|4|endpoint unix://a: unix sockets are not supported",
                "get k --endpoints=a:b:c|128|bad endpoint \"a:b:c\", expecting HOST:PORT",
                "get k --endpoints=|1|etcdclient: no available endpoints"
            })
    void badWords_endWithEtcdctlsTextAndNumber(String words, int exitCode, String complaint) {
        Typed typed = Typed.line(words.split(" ", -1)).at(member).run();
        assertThat(typed).isEqualTo(new Typed(exitCode, "", "Error: " + complaint + "\n"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "bogus|unknown command \"bogus\" for \"fairlead\"",
                "put --bogus|unknown flag: --bogus",
                "--bogus put|unknown flag: --bogus",
                "get k --limit=x|invalid argument \"x\" for \"--limit\" flag: strconv.ParseInt: parsing \"x\": "
                        + "invalid syntax",
                "--command-timeout=zz get k|invalid argument \"zz\" for \"--command-timeout\" flag: "
                        + "time: invalid duration \"zz\""
            })
    void unknownWords_endWith1(String words, String complaint) {
        Typed typed = Typed.line(words.split(" ", -1)).run();
        assertThat(typed).isEqualTo(new Typed(1, "", "Error: " + complaint + "\nRun 'fairlead --help' for usage.\n"));
    }

    @Test
    void refusal_ofEtcdsCatalogue_isToldByItsTextAlone() {
        member.answer(PutRequest.class, Status.INVALID_ARGUMENT.withDescription("etcdserver: key is not provided"));
        assertThat(Typed.line("put", "", "z").at(member).run())
                .isEqualTo(new Typed(1, "", "Error: etcdserver: key is not provided\n"));
    }

    @Test
    void refusal_ofTheTransport_isToldWithItsCode() {
        member.answer(PutRequest.class, Status.RESOURCE_EXHAUSTED.withDescription("too much"));
        assertThat(Typed.line("put", "k", "z").at(member).run())
                .isEqualTo(new Typed(1, "", "Error: rpc error: code = ResourceExhausted desc = too much\n"));
    }

    @Test
    void request_tooLargeForTheWire_isNotSent() {
        Typed typed =
                Typed.line("put", "k").reading("x".repeat(3 << 20)).at(member).run();
        assertThat(typed.exitCode()).isEqualTo(1);
        assertThat(typed.err())
                .startsWith("Error: rpc error: code = ResourceExhausted desc = trying to send message larger than max");
        assertThat(member.requests()).isEmpty();
    }

    @Test
    void noAnswer_endsAtTheTimeout() {
        member.answer(PutRequest.class, Status.OK);
        assertThat(Typed.line("put", "k", "v", "--command-timeout=200ms")
                        .at(member)
                        .run())
                .isEqualTo(new Typed(1, "", "Error: context deadline exceeded\n"));
    }

    @Test
    void noConnection_endsAtTheTimeout() throws IOException {
        long start = System.nanoTime();
        assertThat(Typed.line("get", "k", "--command-timeout=200ms")
                        .at(freeEndpoint())
                        .run())
                .isEqualTo(new Typed(1, "", "Error: context deadline exceeded\n"));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void change_firstEndpointDown_goesToTheNext() throws IOException {
        Typed typed = Typed.line("put", "k", "v")
                .at(freeEndpoint() + "," + member.endpoint())
                .run();
        assertThat(typed).isEqualTo(new Typed(0, "OK\n", ""));
    }

    @Test
    void question_firstEndpointUnavailable_goesToTheNext() throws IOException {
        try (FakeMember other = new FakeMember()) {
            member.answer(RangeRequest.class, Status.UNAVAILABLE.withDescription("etcdserver: no leader"));
            Typed typed = Typed.line("get", "k", "-w", "fields")
                    .at(member.endpoint() + "," + other.endpoint())
                    .run();
            assertThat(typed.exitCode()).isZero();
            assertThat(other.requests()).hasSize(1);
        }
    }

    @Test
    void change_unavailableAfterItWasSent_isNotSentAgain() throws IOException {
        try (FakeMember other = new FakeMember()) {
            member.answer(PutRequest.class, Status.UNAVAILABLE.withDescription("etcdserver: leader changed"));
            Typed typed = Typed.line("put", "k", "v")
                    .at(member.endpoint() + "," + other.endpoint())
                    .run();
            assertThat(typed).isEqualTo(new Typed(1, "", "Error: etcdserver: leader changed\n"));
            assertThat(other.requests()).isEmpty();
        }
    }

    @Test
    void variables_setGlobalFlags() {
        member.answer(
                PutRequest.class, PutResponse.newBuilder().setHeader(HEADER).build());
        assertThat(Typed.line("put", "k", "v")
                        .at(member)
                        .with("ETCDCTL_WRITE_OUT", "json")
                        .run()
                        .out())
                .isEqualTo("{\"header\":{\"cluster_id\":2748,\"member_id\":17}}\n");
    }

    @Test
    void variable_unknownApi_isRefused() {
        assertThat(Typed.line("version").with("ETCDCTL_API", "4").run())
                .isEqualTo(new Typed(1, "", "unsupported API version: 4\n"));
    }

    @Test
    void globalFlags_beforeTheCommand_areRead() {
        member.answer(RangeRequest.class, RangeResponse.newBuilder().setCount(1).build());
        Typed typed = Typed.line("--endpoints", member.endpoint(), "-w", "fields", "get", "k")
                .run();
        assertThat(typed.out()).endsWith("\"Count\" : 1\n");
        Typed between =
                Typed.line("member", "--endpoints", member.endpoint(), "list").run();
        assertThat(between.exitCode()).isZero();
    }

    @Test
    void help_showsCommandsAndTheirFlags() {
        assertThat(Typed.line("--help").run().out())
                .contains("member add", "walkthrough", "bench", "--command-timeout");
        assertThat(Typed.line("get", "--help").run().out()).contains("--sort-by", "fairlead get [options] <key>");
        assertThat(Typed.line("help", "member", "add").run().out()).contains("--peer-urls");
        assertThat(Typed.line("member").run().out()).contains("member promote").doesNotContain("endpoint status");
    }

    @Test
    void version_namesTheWireToo() {
        assertThat(Typed.line("version").run().out()).matches("fairlead version: \\d.*\nAPI version: 3.5\n");
    }

    private void leads(long leader) {
        member.answer(
                StatusRequest.class,
                StatusResponse.newBuilder().setHeader(HEADER).setLeader(leader).build());
    }

    private static MemberAddResponse added() {
        Member first = Member.newBuilder()
                .setID(0x11)
                .setName("m1")
                .addPeerURLs("http://127.0.0.1:1")
                .build();
        Member second = Member.newBuilder()
                .setID(0x22)
                .addPeerURLs("http://127.0.0.1:2")
                .build();
        return MemberAddResponse.newBuilder()
                .setHeader(HEADER)
                .setMember(second)
                .addMembers(first)
                .addMembers(second)
                .build();
    }

    /** An address where nothing listens. */
    private static String freeEndpoint() {
        return "127.0.0.1:" + FreePorts.onLoopback(1).get(0);
    }
}
