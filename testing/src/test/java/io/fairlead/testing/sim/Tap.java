package io.fairlead.testing.sim;

import io.grpc.MethodDescriptor;

/** Sees each message where the library hands it over, and where the library is about to be given it. */
interface Tap {
    /** Hears nothing. */
    Tap DEAF = new Tap() {
        @Override
        public void sent(MethodDescriptor<?, ?> method, Object message) {}

        @Override
        public void heard(MethodDescriptor<?, ?> method, Object message) {}
    };

    void sent(MethodDescriptor<?, ?> method, Object message);

    void heard(MethodDescriptor<?, ?> method, Object message);
}
