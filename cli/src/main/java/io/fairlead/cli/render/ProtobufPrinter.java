package io.fairlead.cli.render;

import com.google.protobuf.Message;
import java.io.PrintStream;

/** The bytes of the wire, one message after the other. */
final class ProtobufPrinter extends Printer {
    ProtobufPrinter(PrintStream out) {
        super("protobuf", out);
    }

    @Override
    void other(Message response) {
        out.writeBytes(response.toByteArray());
    }
}
