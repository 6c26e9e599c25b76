package io.fairlead.api.concurrency;

import java.util.List;

/**
 * What changed among the instances of a service in one step. An instance whose address or metadata changed has both left and
 * joined.
 *
 * @param revision of the store after the change
 * @param joined new instances, by id
 * @param left instances that are gone, by id
 * @param instances all there are now, by id
 */
public record ServiceChange(
        long revision, List<ServiceInstance> joined, List<ServiceInstance> left, List<ServiceInstance> instances) {
    public ServiceChange {
        joined = List.copyOf(joined);
        left = List.copyOf(left);
        instances = List.copyOf(instances);
    }
}
