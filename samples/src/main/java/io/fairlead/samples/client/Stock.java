package io.fairlead.samples.client;

import io.fairlead.api.Bytes;
import io.fairlead.api.FairleadException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.TxnResult;
import io.fairlead.client.FairleadClient;
import java.io.PrintStream;

/** Sells apples, never one too many: a compare-and-set loop, against the endpoints given as arguments. */
public final class Stock {
    private static final String KEY = "stock/apple";

    private Stock() {}

    /** Runs the sample against {@code args}, or a member on this machine. */
    public static void main(String[] args) {
        String[] endpoints = args.length == 0 ? new String[] {"http://127.0.0.1:2379"} : args;
        try (FairleadClient client = FairleadClient.connect(endpoints)) {
            run(client, System.out);
        } catch (FairleadException e) {
            // Whoever wrote needs to know more than that it failed: whether it may have happened.
            boolean isUnknown = e.outcome() == Outcome.UNKNOWN;
            System.err.println(e.getMessage() + (isUnknown ? " (a write may have happened)" : " (nothing happened)"));
            System.exit(1);
        }
    }

    static void run(FairleadClient client, PrintStream out) {
        client.kv().put(KEY, "2");
        for (int customer = 1; customer <= 3; customer++) {
            out.println("customer " + customer + (sell(client) ? " has an apple" : " is too late"));
        }
        out.println(client.kv().get(KeyRange.prefix("stock/")).count() + " kind of fruit on the list");
    }

    /** Takes one from the stock unless none is left; repeats if somebody else was faster. */
    private static boolean sell(FairleadClient client) {
        while (true) {
            KeyValue seen = client.kv().get(KEY).orElseThrow();
            int left = seen.value().asInt();
            if (left == 0) {
                return false;
            }
            TxnResult result = client.kv()
                    .txn()
                    .when(Cmp.unchanged(seen))
                    .then(Op.put(KEY, Bytes.decimal(left - 1)))
                    .commit();
            if (result.succeeded()) {
                return true;
            }
        }
    }
}
