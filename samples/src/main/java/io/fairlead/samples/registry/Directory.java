package io.fairlead.samples.registry;

import io.fairlead.api.concurrency.Registration;
import io.fairlead.api.concurrency.ServiceChange;
import io.fairlead.api.concurrency.ServiceInstance;
import io.fairlead.api.concurrency.ServiceRegistry;
import io.fairlead.api.concurrency.ServiceView;
import io.fairlead.api.concurrency.Session;
import io.fairlead.client.FairleadClient;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Two instances of a service and a caller that picks one of them: they register, one moves, one dies, and the caller knows. */
public final class Directory {
    private static final String BILLING = "samples/services/billing";
    private static final Duration TTL = Duration.ofSeconds(10);

    private Directory() {}

    /** Runs the sample against the endpoints given as arguments. */
    public static void main(String[] args) throws InterruptedException {
        try (FairleadClient client = FairleadClient.connect(args)) {
            run(client, System.out);
        }
    }

    static void run(FairleadClient client, PrintStream out) throws InterruptedException {
        ServiceRegistry billing = client.recipes().serviceRegistry(BILLING);
        BlockingQueue<ServiceChange> changes = new LinkedBlockingQueue<>();

        // The caller. The view costs nothing to ask, and goes on showing what it knew while the cluster can't be
        // reached.
        try (ServiceView view = billing.view(changes::add)) {
            out.println("at first there are " + addresses(view.instances()));

            // An instance that is there for as long as its process: should its session get lost, it registers again by
            // itself.
            ServiceInstance first = ServiceInstance.at("10.0.0.1", 8080).with("version", "1");
            try (Registration registration = billing.register(first, TTL)) {
                out.println("the first one came: " + addresses(changes.take().instances()));

                try (Session process = client.recipes().openSession(TTL)) {
                    billing.register(process, ServiceInstance.at("10.0.0.2", 8080));
                    out.println("another one came: " + addresses(changes.take().instances()));

                    registration.update(first.with("version", "2"));
                    out.println("an update: version "
                            + changes.take().joined().get(0).metadata().get("version"));

                    // A process that dies stops renewing its lease, which then ends; here it ends at once.
                    client.leases().revoke(process.leaseId());
                    out.println(
                            "the other one died: " + addresses(changes.take().instances()));
                }
            }
            out.println("and the first one left: " + addresses(changes.take().instances()));
        }
    }

    private static List<String> addresses(List<ServiceInstance> instances) {
        return instances.stream().map(ServiceInstance::address).toList();
    }
}
