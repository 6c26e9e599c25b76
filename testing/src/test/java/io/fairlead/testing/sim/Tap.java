package io.fairlead.testing.sim;

import io.grpc.MethodDescriptor;
import java.util.List;

/** Sees each message where the library hands it over, and where the library is about to be given it. */
interface Tap {
    /** Several that listen. */
    static Tap all(List<? extends Tap> taps) {
        return new Tap() {
            @Override
            public void sent(MethodDescriptor<?, ?> method, Object message) {
                taps.forEach(tap -> tap.sent(method, message));
            }

            @Override
            public void heard(MethodDescriptor<?, ?> method, Object message) {
                taps.forEach(tap -> tap.heard(method, message));
            }
        };
    }

    void sent(MethodDescriptor<?, ?> method, Object message);

    void heard(MethodDescriptor<?, ?> method, Object message);
}
