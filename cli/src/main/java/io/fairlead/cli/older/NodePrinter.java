package io.fairlead.cli.older;

import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.render.JsonText;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import java.io.PrintStream;
import java.util.Optional;

/** How the older commands show a file: its value, or with {@code --output} more. */
final class NodePrinter {
    private NodePrinter() {}

    static void print(Invocation call, String action, Node node, Optional<Node> before, long index) {
        PrintStream out = call.console().out();
        String output = call.flags().text("output");
        switch (output) {
            case "simple" -> out.println(simple(action, node, before));
            case "extended" -> {
                out.println("Key: " + node.path());
                out.println("Created-Index: " + node.createdIndex());
                out.println("Modified-Index: " + node.modifiedIndex());
                before.ifPresent(prev -> out.println("PrevNode.Value: " + prev.value()));
                out.println("TTL: 0");
                out.println("Index: " + index);
                if (!action.equals("delete")) {
                    out.println();
                    out.println(node.value());
                }
            }
            case "json" ->
                out.println("{\"action\":\"" + action + "\",\"node\":" + json(node) + ",\"prevNode\":"
                        + before.map(NodePrinter::json).orElse("null") + "}");
            default -> throw new CommandFailure(ExitCode.ERROR, "unsupported output format: " + output);
        }
    }

    private static String simple(String action, Node node, Optional<Node> before) {
        return action.equals("delete")
                ? "PrevNode.Value: " + before.map(Node::value).orElse("")
                : node.value();
    }

    private static String json(Node node) {
        return "{\"key\":" + JsonText.quote(node.path()) + ",\"value\":" + JsonText.quote(node.value())
                + ",\"nodes\":null,\"createdIndex\":" + node.createdIndex() + ",\"modifiedIndex\":"
                + node.modifiedIndex() + "}";
    }
}
