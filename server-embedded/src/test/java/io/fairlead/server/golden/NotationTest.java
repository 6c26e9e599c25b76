package io.fairlead.server.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The judge is judged: a comparison that takes anything would let every scenario pass. */
class NotationTest {
    private final Notes notes = new Notes();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'a':'1'} | {'a':'1'}",
                "{'a':1} | {'a':1.0}",
                "{} | {}",
                "{'a':{'$any':true}} | {}",
                "{'a':{'$any':true}} | {'a':[1]}",
                "{'a':{'$nonzero':true}} | {'a':'x'}",
                "{'a':{'$between':['2','4']}} | {'a':'4'}",
                "{'a':{'$regex':'a+b'}} | {'a':'aab'}",
                "{'a':{'$fill':{'byte':97,'len':3}}} | {'a':'YWFh'}",
                "{'a':'1','$allow_extra':['b']} | {'a':'1','b':'2'}",
                "{'a':'1','$allow_extra':['b']} | {'a':'1'}",
                "{'a':['0','']} | {'a':['0','']}",
                "{'a':'0','b':false,'c':[]} | {}"
            })
    void difference_asTheNotationAllows_isNone(String expected, String actual) {
        assertThat(notes.difference("", json(expected), json(actual))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'a':'1'} | {'a':'2'}",
                "{'a':'1'} | {'a':1}",
                "{'a':'1'} | {}",
                "{} | {'a':'1'}",
                "{'a':{}} | {}",
                "{'a':{'b':'1'}} | {'a':{'b':'1','c':'2'}}",
                "{'a':['1','2']} | {'a':['2','1']}",
                "{'a':['1']} | {'a':['1','2']}",
                "{'a':['1']} | {'a':'1'}",
                "{'a':{'$nonzero':true}} | {'a':'0'}",
                "{'a':{'$nonzero':true}} | {}",
                "{'a':{'$capture':'X'}} | {'a':''}",
                "{'a':{'$between':['2','4']}} | {'a':'5'}",
                "{'a':{'$regex':'a+b'}} | {'a':'xaab'}",
                "{'a':{'$fill':{'byte':97,'len':3}}} | {'a':'YWFhYQ=='}",
                "{'a':'1','$allow_extra':['b']} | {'a':'1','c':'2'}"
            })
    void difference_anythingElse_isTold(String expected, String actual) {
        assertThat(notes.difference("", json(expected), json(actual))).isPresent();
    }

    @Test
    void capture_andRef_areTheSameValue() {
        assertThat(notes.difference("", json("{'ID':{'$capture':'X'}}"), json("{'ID':'77'}")))
                .isEmpty();

        assertThat(notes.resolve(json("{'r':[{'$ref':'X'}]}"))).isEqualTo(json("{'r':['77']}"));
        assertThat(notes.difference("", json("{'ID':{'$ref':'X'}}"), json("{'ID':'77'}")))
                .isEmpty();
        assertThat(notes.difference("", json("{'ID':{'$ref':'X'}}"), json("{'ID':'78'}")))
                .isPresent();
        assertThatThrownBy(() -> notes.resolve(json("{'$ref':'Y'}"))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void normalForm_headersAtAnyDepth_keepTheirRevisionAlone() {
        JsonObject message = json("{'header':{'cluster_id':'1','member_id':'2','raft_term':'3','revision':'4'},"
                + "'responses':[{'response_put':{'header':{'revision':'4'}}}],'member_id':'5','more':false}");

        assertThat(NormalForm.of("etcdserverpb.KV/Txn", message))
                .isEqualTo(json("{'header':{'revision':'4'},"
                        + "'responses':[{'response_put':{'header':{'revision':'4'}}}],'member_id':'5'}"));
    }

    @Test
    void normalForm_listsWithoutOrder_areSortedWithoutTheirIds() {
        JsonObject message = json("{'members':[{'ID':'1','peerURLs':['b']},{'ID':'2','peerURLs':['a']}]}");

        assertThat(NormalForm.of("etcdserverpb.Cluster/MemberList", message))
                .isEqualTo(json("{'members':[{'ID':'2','peerURLs':['a']},{'ID':'1','peerURLs':['b']}]}"));
        assertThat(NormalForm.of("etcdserverpb.KV/Range", message)).isEqualTo(message);
    }

    @Test
    void step_memberTheNotationDoesNotKnow_isRefused() {
        assertThatThrownBy(() -> Step.of(json("{'stream':'s','surprise':1}")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Step.of(json("{'method':'m','request':{}}")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ServerSettings.of(json("{'surprise':1}")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void snapshotRule_bodyThatIsNoSectorsOrCountsWrong_isRefused() {
        String sector = Base64.getEncoder().encodeToString(new byte[512]);
        String digest = "B2onx55azio9R/ndLoPk/26ohys8Ihj2bJK4m1XzZWA=";

        assertThatThrownBy(() -> SnapshotRule.check(List.of(chunk(sector, 0)))).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> SnapshotRule.check(List.of(chunk(sector, 512), chunk(digest, 0))))
                .hasMessageContaining("still to come");
        assertThatThrownBy(() -> SnapshotRule.check(List.of(chunk("AAAA", 0), chunk(digest, 0))))
                .hasMessageContaining("whole sectors");
        assertThatThrownBy(() -> SnapshotRule.check(List.of(chunk(sector, 0), chunk(sector, 0))))
                .hasMessageContaining("digest");
        SnapshotRule.check(List.of(chunk(sector, 0), chunk(digest, 0)));
    }

    private static JsonObject chunk(String blob, long remaining) {
        return json("{'blob':'" + blob + "','remaining_bytes':'" + remaining + "'}");
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }
}
