package io.fairlead.server.storage.backend;

class MemoryBackendTest extends BackendSuite {
    @Override
    Backend create(FileOwner owner) {
        return new MemoryBackend(owner);
    }
}
