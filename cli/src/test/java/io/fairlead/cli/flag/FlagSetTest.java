package io.fairlead.cli.flag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlagSetTest {
    private static final FlagSet FLAGS = FlagSet.of(
            Flag.bool("prefix", "a switch"),
            Flag.bool("all", "a switch with a letter").withShorthand("a"),
            Flag.int64("limit", 7, "a number"),
            Flag.string("write-out", "simple", "a text").withShorthand("w"),
            Flag.duration("timeout", "5s", "a duration"),
            Flag.list("endpoints", "one", "a list"));

    @Test
    void flag_absent_hasInitialValue() {
        ParsedFlags parsed = FLAGS.parse(List.of());
        assertThat(parsed.isOn("prefix")).isFalse();
        assertThat(parsed.number("limit")).isEqualTo(7);
        assertThat(parsed.duration("timeout")).isEqualTo(Duration.ofSeconds(5));
        assertThat(parsed.list("endpoints")).containsExactly("one");
        assertThat(parsed.isGiven("limit")).isFalse();
    }

    @Test
    void flags_betweenArguments_areFoundAnywhere() {
        ParsedFlags parsed = FLAGS.parse(List.of("foo", "--limit", "3", "bar", "--prefix", "-w=json"));
        assertThat(parsed.arguments()).containsExactly("foo", "bar");
        assertThat(parsed.number("limit")).isEqualTo(3);
        assertThat(parsed.isOn("prefix")).isTrue();
        assertThat(parsed.text("write-out")).isEqualTo("json");
    }

    @Test
    void switch_alone_leavesTheNextWordAlone() {
        ParsedFlags parsed = FLAGS.parse(List.of("--prefix", "true"));
        assertThat(parsed.arguments()).containsExactly("true");
        assertThat(FLAGS.parse(List.of("--prefix=false")).isOn("prefix")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"-w json", "-wjson", "-w=json", "-aw json", "--write-out json", "--write-out=json"})
    void value_anySpelling_isRead(String words) {
        assertThat(FLAGS.parse(List.of(words.split(" ", -1))).text("write-out")).isEqualTo("json");
    }

    @Test
    void twoDashes_endTheFlags() {
        ParsedFlags parsed = FLAGS.parse(List.of("--prefix", "--", "--limit", "-x"));
        assertThat(parsed.arguments()).containsExactly("--limit", "-x");
    }

    @Test
    void list_givenTwice_isJoined() {
        ParsedFlags parsed = FLAGS.parse(List.of("--endpoints=a,b", "--endpoints=c"));
        assertThat(parsed.list("endpoints")).containsExactly("a", "b", "c");
    }

    @Test
    void arguments_beyondTheMaximum_areNotRead() {
        ParsedFlags parsed = FLAGS.parse(List.of("--prefix", "put", "--unknown", "x"), 1);
        assertThat(parsed.arguments()).containsExactly("put");
        assertThat(parsed.rest()).containsExactly("--unknown", "x");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "--bogus|unknown flag: --bogus",
                "--bogus=1|unknown flag: --bogus",
                "-z|unknown shorthand flag: 'z' in -z",
                "-azw|unknown shorthand flag: 'z' in -azw",
                "--limit|flag needs an argument: --limit",
                "-w|flag needs an argument: 'w' in -w",
                "--limit=x|invalid argument \"x\" for \"--limit\" flag: strconv.ParseInt: parsing \"x\": invalid syntax",
                "--limit=9223372036854775808|invalid argument \"9223372036854775808\" for \"--limit\" flag: "
                        + "strconv.ParseInt: parsing \"9223372036854775808\": value out of range",
                "--prefix=maybe|invalid argument \"maybe\" for \"--prefix\" flag: "
                        + "strconv.ParseBool: parsing \"maybe\": invalid syntax",
                "--timeout=zz|invalid argument \"zz\" for \"--timeout\" flag: time: invalid duration \"zz\"",
                "--timeout=5|invalid argument \"5\" for \"--timeout\" flag: time: missing unit in duration \"5\"",
                "--=x|bad flag syntax: --=x"
            },
            delimiter = '|')
    void badWord_isRefusedInGosWords(String word, String complaint) {
        assertThatThrownBy(() -> FLAGS.parse(List.of(word)))
                .isInstanceOf(FlagException.class)
                .hasMessage(complaint);
    }

    @Test
    void environment_leavesTheCommandLineAlone() {
        ParsedFlags parsed = FLAGS.parse(List.of("--limit=1"));
        parsed.setIfAbsent("limit", "2", "VARIABLE");
        parsed.setIfAbsent("write-out", "json", "VARIABLE");
        assertThat(parsed.number("limit")).isEqualTo(1);
        assertThat(parsed.text("write-out")).isEqualTo("json");
    }

    @Test
    void environment_badValue_isRefusedByItsName() {
        assertThatThrownBy(() -> FLAGS.parse(List.of()).setIfAbsent("timeout", "zz", "VARIABLE"))
                .isInstanceOf(FlagException.class)
                .hasMessage("invalid argument \"zz\" for \"VARIABLE\" flag: time: invalid duration \"zz\"");
    }
}
