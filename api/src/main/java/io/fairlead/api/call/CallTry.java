package io.fairlead.api.call;

/**
 * One try of a call, or one opening of a stream.
 *
 * @param method as etcd's wire names it, such as {@code etcdserverpb.KV/Put}
 * @param number 1 for the first try of the call
 * @param endpoint where it goes, as the client was told it
 * @param stream true if messages flow until one side ends it
 */
public record CallTry(String method, int number, String endpoint, boolean stream) {}
