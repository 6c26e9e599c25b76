package io.fairlead.cli.command;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.etcdserverpb.Compare;
import io.fairlead.api.pb.etcdserverpb.Compare.CompareResult;
import io.fairlead.api.pb.etcdserverpb.Compare.CompareTarget;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import io.fairlead.cli.flag.FlagException;
import io.fairlead.cli.flag.GoNumbers;
import io.fairlead.cli.flag.ParsedFlags;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import java.io.InputStream;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines of a transaction: {@code mod("key") > "0"} for a comparison, and the words of get, put and del for an
 * operation.
 */
final class TxnNotation {
    private static final Pattern COMPARE = Pattern.compile(
            "(?<target>\\w+)\\((?<key>\"(?:[^\"\\\\]|\\\\.)*\")\\)\\s*(?<result>\\S+)\\s*(?<value>\"(?:[^\"\\\\]|\\\\.)*\")");

    private static final int HEX = 16;

    private TxnNotation() {}

    static Compare compare(String line) {
        Matcher parts = COMPARE.matcher(line);
        if (!parts.matches()) {
            throw invalid("malformed comparison: " + line);
        }
        String value = Words.unquote(parts.group("value"));
        Compare.Builder compare = Compare.newBuilder()
                .setKey(ByteString.copyFromUtf8(Words.unquote(parts.group("key"))))
                .setResult(result(parts.group("result"), line));
        try {
            return withTarget(compare, parts.group("target"), value, line).build();
        } catch (FlagException e) {
            throw invalid("invalid txn compare request: " + line);
        }
    }

    private static CompareResult result(String text, String line) {
        return switch (text) {
            case "=" -> CompareResult.EQUAL;
            case "!=" -> CompareResult.NOT_EQUAL;
            case ">" -> CompareResult.GREATER;
            case "<" -> CompareResult.LESS;
            default -> throw invalid("malformed comparison: " + line + " (unknown comparison " + text + ")");
        };
    }

    private static Compare.Builder withTarget(Compare.Builder compare, String target, String value, String line) {
        return switch (target) {
            case "ver", "version" -> compare.setTarget(CompareTarget.VERSION).setVersion(GoNumbers.parseInt(value, 10));
            case "c", "create" ->
                compare.setTarget(CompareTarget.CREATE).setCreateRevision(GoNumbers.parseInt(value, 10));
            case "m", "mod" -> compare.setTarget(CompareTarget.MOD).setModRevision(GoNumbers.parseInt(value, 10));
            case "val", "value" -> compare.setTarget(CompareTarget.VALUE).setValue(ByteString.copyFromUtf8(value));
            case "lease" -> compare.setTarget(CompareTarget.LEASE).setLease(GoNumbers.parseInt(value, HEX));
            default -> throw invalid("malformed comparison: " + line + " (unknown target " + target + ")");
        };
    }

    static RequestOp operation(String line) {
        List<String> words = Words.split(line);
        List<String> rest = words.subList(1, words.size());
        try {
            return switch (words.get(0)) {
                case "put" -> {
                    ParsedFlags flags = PutCommand.FLAGS.parse(rest);
                    yield RequestOp.newBuilder()
                            .setRequestPut(PutCommand.request(flags, flags.arguments(), InputStream.nullInputStream()))
                            .build();
                }
                case "get" -> {
                    ParsedFlags flags = GetCommand.FLAGS.parse(rest);
                    yield RequestOp.newBuilder()
                            .setRequestRange(GetCommand.request(flags, flags.arguments()))
                            .build();
                }
                case "del" -> {
                    ParsedFlags flags = DelCommand.FLAGS.parse(rest);
                    yield RequestOp.newBuilder()
                            .setRequestDeleteRange(DelCommand.request(flags, flags.arguments()))
                            .build();
                }
                default -> throw invalid("invalid txn request: " + line);
            };
        } catch (FlagException e) {
            throw invalid("invalid txn request: " + line + " (" + e.getMessage() + ")");
        }
    }

    private static CommandFailure invalid(String text) {
        return new CommandFailure(ExitCode.INVALID_INPUT, text);
    }
}
