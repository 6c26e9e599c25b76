package io.fairlead.cli.command;

import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.cli.flag.Flag;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code txn}: one transaction, read from standard input as three paragraphs: comparisons, what to do if all hold, what
 * to do otherwise. A blank line ends each.
 */
public final class TxnCommand implements Command {
    private static final FlagSet FLAGS =
            FlagSet.of(Flag.bool("interactive", "ask for each part").withShorthand("i"));

    @Override
    public String usage() {
        return "txn [options]";
    }

    @Override
    public String summary() {
        return "Runs one transaction, read from stdin";
    }

    @Override
    public FlagSet flags() {
        return FLAGS;
    }

    @Override
    public int run(Invocation call) {
        if (!call.arguments().isEmpty()) {
            throw CommandFailure.badArguments("txn command does not accept argument");
        }
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(call.console().in(), StandardCharsets.UTF_8));
        TxnRequest.Builder request = TxnRequest.newBuilder();
        prompt(call, "compares:");
        for (String line : paragraph(reader)) {
            request.addCompare(TxnNotation.compare(line));
        }
        prompt(call, "success requests (get, put, del):");
        for (String line : paragraph(reader)) {
            request.addSuccess(TxnNotation.operation(line));
        }
        prompt(call, "failure requests (get, put, del):");
        for (String line : paragraph(reader)) {
            request.addFailure(TxnNotation.operation(line));
        }
        call.printer().txn(call.connections().change(KVGrpc.getTxnMethod(), request.build()));
        return ExitCode.SUCCESS;
    }

    private static void prompt(Invocation call, String text) {
        if (call.flags().isOn("interactive")) {
            call.console().out().println(text);
        }
    }

    private static List<String> paragraph(BufferedReader reader) {
        List<String> lines = new ArrayList<>();
        try {
            String line = reader.readLine();
            while (line != null && !line.isBlank()) {
                lines.add(line.strip());
                line = reader.readLine();
            }
            if (line == null) {
                throw new CommandFailure(ExitCode.INVALID_INPUT, "EOF");
            }
            return lines;
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.INVALID_INPUT, String.valueOf(e.getMessage()));
        }
    }
}
