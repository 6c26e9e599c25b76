package io.fairlead.testing.conformance;

import static io.fairlead.testing.conformance.Scenario.safety;
import static io.fairlead.testing.conformance.Scenario.service;
import static io.fairlead.testing.conformance.WatchScenarios.check;

import io.fairlead.api.error.EtcdError;
import io.fairlead.testing.conformance.CallFailed.Applied;
import io.fairlead.testing.conformance.ClientUnderTest.Ability;
import io.fairlead.testing.conformance.ClientUnderTest.Settings;
import io.fairlead.testing.fake.CallScript;
import io.fairlead.testing.fake.Ending;
import io.fairlead.testing.fake.FakeEtcd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** Single calls: a write is made at most once, a read is asked until it is answered, and failures tell the truth. */
final class CallScenarios {
    private static final Duration HASTY = Duration.ofMillis(800);

    private CallScenarios() {}

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        Endings.ambiguous().forEach((name, ending) -> {
            all.add(safety("calls", "put_" + name + "_isNotMadeTwice", stage -> putUnknown(stage, ending)));
            all.add(safety("calls", "create_" + name + "_tellsTheTruth", stage -> createUnknown(stage, ending)));
            all.add(safety("calls", "delete_" + name + "_tellsTheTruth", stage -> deleteUnknown(stage, ending)));
            all.add(service("calls", "get_" + name + "_isAskedElsewhere", stage -> read(stage, "Range", ending)));
            all.add(service(
                    "calls", "readTransaction_" + name + "_isAskedElsewhere", stage -> read(stage, "Txn", ending)));
        });
        refusals().forEach((name, ending) -> {
            all.add(service("calls", "put_" + name + "_isMadeOnceElsewhere", stage -> putRefused(stage, ending)));
            all.add(service("calls", "create_" + name + "_isMadeOnceElsewhere", stage -> createRefused(stage, ending)));
            all.add(service("calls", "get_" + name + "_isAskedElsewhere", stage -> read(stage, "Range", ending)));
        });
        all.add(service(
                "calls",
                "put_databaseIsFull_failsAtOnce",
                stage -> definite(stage, Ending.refusal(EtcdError.NO_SPACE))));
        all.add(service(
                "calls",
                "put_permissionDenied_failsAtOnce",
                stage -> definite(stage, Ending.refusal(EtcdError.PERMISSION_DENIED))));
        all.add(service(
                "calls",
                "put_requestTooLarge_failsAtOnce",
                stage -> definite(stage, Ending.refusal(EtcdError.REQUEST_TOO_LARGE))));
        all.add(service(
                "calls",
                "put_memberSaysNothing_failsInTimeAndIsNotMadeTwice",
                CallScenarios::putSilent,
                Ability.DEADLINE));
        all.add(service("calls", "get_memberSaysNothing_isAskedElsewhere", CallScenarios::getSilent, Ability.DEADLINE));
        all.add(service("calls", "get_nobodyIsThere_failsInTime", CallScenarios::nobodyThere, Ability.DEADLINE));
        all.add(service("calls", "calls_firstMemberIsNotThere_goToTheSecond", CallScenarios::firstNotThere));
        all.add(service("calls", "calls_oneMemberHasNoLeader_goToTheOthers", CallScenarios::leaderless));
        all.add(service("calls", "put_tokenExpired_isMadeOnceWithANewOne", CallScenarios::tokenExpired, Ability.LOGIN));
        all.add(service("calls", "put_authRevisionIsOld_isMadeOnce", CallScenarios::authRevisionOld, Ability.LOGIN));
        all.add(service("calls", "manyCalls_tokenExpired_logInOnce", CallScenarios::singleFlight, Ability.LOGIN));
        all.add(service(
                "calls", "put_passwordIsWrong_failsWithoutAFlood", CallScenarios::wrongPassword, Ability.LOGIN));
        all.add(safety("calls", "puts_whereverTheyFail_areMadeAtMostOnce", CallScenarios::manyPuts));
        return all;
    }

    /** Endings that prove that nothing was done. */
    private static Map<String, Ending> refusals() {
        Map<String, Ending> all = new LinkedHashMap<>();
        all.put("meetsTooManyRequests", Ending.refusal(EtcdError.TOO_MANY_REQUESTS));
        all.put("meetsALearner", Ending.refusal(EtcdError.NOT_SUPPORTED_FOR_LEARNER));
        all.put("meetsAMemberNotCapable", Ending.refusal(EtcdError.NOT_CAPABLE));
        all.put("isRefusedByHttp", Ending.refusedStream());
        return all;
    }

    /** How a call went, and what its failure says if it failed. */
    private record Went<T>(Optional<T> answer, Optional<CallFailed> failure) {
        static <T> Went<T> of(String what, Callable<T> call) throws Exception {
            try {
                return new Went<>(Optional.of(Stage.promptly(what, call)), Optional.empty());
            } catch (CallFailed e) {
                return new Went<>(Optional.empty(), Optional.of(e));
            }
        }

        /** A failure may not say that nothing was done if it was. */
        void mustBeHonest(boolean done) {
            failure.ifPresent(failed ->
                    check(!done || failed.applied() != Applied.NO, "made, and the failure says it was not: " + failed));
        }
    }

    /** Whether the call was carried out before it ended so; the client can't know. */
    private static List<CallScript> bothWays(Ending ending) {
        return List.of(CallScript.refuse(ending), CallScript.serveThen(ending));
    }

    private static void putUnknown(Stage stage, Ending ending) throws Exception {
        for (CallScript script : bothWays(ending)) {
            FakeEtcd etcd = stage.etcd(2);
            etcd.nextCalls("Put", script);
            ClientUnderTest client = stage.client(etcd);
            Went<Long> went = Went.of("put", () -> client.put("k", "v"));
            int sent = etcd.received("Put").size();
            check(sent == 1, script + ": sent " + sent + " times");
            check(went.failure().isPresent(), script + ": answered although nobody answered");
            went.mustBeHonest(script.served());
            if (stage.opener().abilities().contains(Ability.OUTCOMES)) {
                check(
                        went.failure().orElseThrow().applied() == Applied.UNKNOWN,
                        script + ": whether it was made is unknown, it says "
                                + went.failure().get().applied());
            }
        }
    }

    private static void createUnknown(Stage stage, Ending ending) throws Exception {
        for (CallScript script : bothWays(ending)) {
            FakeEtcd etcd = stage.etcd(2);
            etcd.nextCalls("Txn", script);
            ClientUnderTest client = stage.client(etcd);
            Went<Boolean> went = Went.of("create", () -> client.create("k", "v"));
            long made = etcd.timesWritten("k", "v");
            check(made <= 1, script + ": made " + made + " times");
            went.answer()
                    .ifPresent(created -> check(
                            created == (made == 1),
                            script + ": made " + made + " times, and the answer is " + created));
            went.mustBeHonest(made == 1);
        }
    }

    private static void deleteUnknown(Stage stage, Ending ending) throws Exception {
        for (CallScript script : bothWays(ending)) {
            FakeEtcd etcd = stage.etcd(2);
            etcd.put("k", "v");
            etcd.nextCalls("DeleteRange", script);
            ClientUnderTest client = stage.client(etcd);
            Went<Long> went = Went.of("delete", () -> client.delete("k"));
            boolean gone = etcd.revision() == 3;
            went.answer()
                    .ifPresent(deleted ->
                            check(!gone || deleted == 1, script + ": deleted, and the answer is " + deleted));
            went.mustBeHonest(gone);
        }
    }

    private static void read(Stage stage, String method, Ending ending) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        etcd.put("k", "v");
        etcd.nextCalls(method, CallScript.refuse(ending));
        ClientUnderTest client = stage.client(etcd);
        Optional<String> read =
                Stage.promptly("read", () -> method.equals("Txn") ? client.readInTransaction("k") : client.get("k"));
        check(read.equals(Optional.of("v")), "read " + read);
    }

    private static void putRefused(Stage stage, Ending ending) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        etcd.nextCalls("Put", CallScript.refuse(ending));
        ClientUnderTest client = stage.client(etcd);
        Stage.promptly("put", () -> client.put("k", "v"));
        check(etcd.timesWritten("k", "v") == 1, "made " + etcd.timesWritten("k", "v") + " times");
    }

    private static void createRefused(Stage stage, Ending ending) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        etcd.nextCalls("Txn", CallScript.refuse(ending));
        ClientUnderTest client = stage.client(etcd);
        check(Stage.promptly("create", () -> client.create("k", "v")), "created, and the answer is false");
        check(etcd.timesWritten("k", "v") == 1, "made " + etcd.timesWritten("k", "v") + " times");
    }

    private static void definite(Stage stage, Ending ending) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        etcd.nextCalls("Put", Collections.nCopies(50, CallScript.refuse(ending)).toArray(new CallScript[0]));
        ClientUnderTest client = stage.client(etcd);
        Went<Long> went = Went.of("put", () -> client.put("k", "v"));
        check(went.failure().isPresent(), "answered although it was refused");
        if (stage.opener().abilities().contains(Ability.OUTCOMES)) {
            check(went.failure().orElseThrow().applied() == Applied.NO, "refused, and the failure does not say so");
        }
        check(etcd.received("Put").size() <= 2, "sent " + etcd.received("Put").size() + " times");
    }

    private static void putSilent(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        etcd.nextCalls("Put", CallScript.serveThen(Ending.silence()));
        ClientUnderTest client = stage.client(new Settings(etcd.endpoints(), HASTY, "", ""));
        Went<Long> went = Went.of("put", () -> client.put("k", "v"));
        check(went.failure().isPresent(), "answered although nobody answered");
        went.mustBeHonest(true);
        check(etcd.timesWritten("k", "v") == 1, "made " + etcd.timesWritten("k", "v") + " times");
    }

    private static void getSilent(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        etcd.put("k", "v");
        etcd.nextCalls("Range", CallScript.refuse(Ending.silence()));
        ClientUnderTest client = stage.client(new Settings(etcd.endpoints(), HASTY.multipliedBy(2), "", ""));
        check(Stage.promptly("get", () -> client.get("k")).equals(Optional.of("v")), "another answer");
    }

    private static void nobodyThere(Stage stage) throws Exception {
        ClientUnderTest client = stage.client(new Settings(List.of("http://127.0.0.1:1"), HASTY, "", ""));
        Went<Optional<String>> went = Went.of("get", () -> client.get("k"));
        check(went.failure().isPresent(), "answered although nobody is there");
    }

    private static void firstNotThere(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        etcd.down(0);
        serves(etcd, stage.client(etcd));
    }

    private static void leaderless(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        etcd.loseLeader(0);
        serves(etcd, stage.client(etcd));
    }

    private static void serves(FakeEtcd etcd, ClientUnderTest client) throws Exception {
        for (int i = 0; i < 5; i++) {
            String value = "v" + i;
            Stage.promptly("put", () -> client.put("k", value));
            check(etcd.timesWritten("k", value) == 1, "made " + etcd.timesWritten("k", value) + " times");
            check(Stage.promptly("get", () -> client.get("k")).equals(Optional.of(value)), "another answer");
        }
    }

    private static ClientUnderTest loggedIn(Stage stage, FakeEtcd etcd) throws Exception {
        etcd.requireLogin("ann", "secret");
        ClientUnderTest client = stage.client(new Settings(etcd.endpoints(), Stage.DEADLINE, "ann", "secret"));
        Stage.promptly("put", () -> client.put("first", "v"));
        return client;
    }

    private static void tokenExpired(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        ClientUnderTest client = loggedIn(stage, etcd);
        etcd.expireTokens();
        Stage.promptly("put", () -> client.put("k", "v"));
        check(etcd.timesWritten("k", "v") == 1, "made " + etcd.timesWritten("k", "v") + " times");
    }

    private static void authRevisionOld(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        ClientUnderTest client = loggedIn(stage, etcd);
        etcd.nextCalls("Put", CallScript.refuse(Ending.refusal(EtcdError.AUTH_OLD_REVISION)));
        Stage.promptly("put", () -> client.put("k", "v"));
        check(etcd.timesWritten("k", "v") == 1, "made " + etcd.timesWritten("k", "v") + " times");
    }

    private static void singleFlight(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        ClientUnderTest client = loggedIn(stage, etcd);
        int before = etcd.received("Authenticate").size();
        etcd.expireTokens();
        inParallel(16, number -> client.put("k" + number, "v"));
        int logins = etcd.received("Authenticate").size() - before;
        check(logins <= 3, "16 calls log in " + logins + " times");
    }

    private static void wrongPassword(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        etcd.requireLogin("ann", "secret");
        Went<Long> went = Went.of("put", () -> {
            ClientUnderTest client = stage.client(new Settings(etcd.endpoints(), HASTY, "ann", "wrong"));
            return client.put("k", "v");
        });
        check(went.failure().isPresent(), "made with a wrong password");
        check(
                etcd.received("Authenticate").size() <= 10,
                "logged in " + etcd.received("Authenticate").size() + " times");
    }

    /** What a thread does. */
    private interface Share {
        void run(int number) throws Exception;
    }

    private static void inParallel(int threads, Share share) throws Exception {
        List<CompletableFuture<Void>> shares = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int number = i;
            CompletableFuture<Void> done = new CompletableFuture<>();
            Thread thread = new Thread(
                    () -> {
                        try {
                            share.run(number);
                            done.complete(null);
                        } catch (Throwable e) {
                            done.completeExceptionally(e);
                        }
                    },
                    "conformance-share");
            thread.setDaemon(true);
            thread.start();
            shares.add(done);
        }
        Stage.promptly(
                "calls of " + threads + " threads",
                () -> CompletableFuture.allOf(shares.toArray(new CompletableFuture<?>[0]))
                        .get());
    }

    private static void manyPuts(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(3);
        List<Ending> endings = new ArrayList<>(Endings.ambiguous().values());
        endings.addAll(refusals().values());
        Random random = new Random(4);
        for (int i = 0; i < 100; i++) {
            boolean served = random.nextBoolean();
            Ending ending = endings.get(random.nextInt(endings.size()));
            // What was done is not answered with the promise that nothing was done.
            boolean refusal = refusals().containsValue(ending);
            etcd.nextCalls("Put", served && !refusal ? CallScript.serveThen(ending) : CallScript.refuse(ending));
        }
        ClientUnderTest client = stage.client(etcd);
        inParallel(4, number -> {
            for (int i = 0; i < 50; i++) {
                String key = "k" + number + "/" + i;
                Optional<CallFailed> failure = Optional.empty();
                try {
                    client.put(key, "v");
                } catch (CallFailed e) {
                    failure = Optional.of(e);
                }
                long made = etcd.timesWritten(key, "v");
                check(made <= 1, key + " was made " + made + " times");
                check(failure.isPresent() || made == 1, key + " was acknowledged and never made");
                check(
                        made == 0 || failure.map(CallFailed::applied).orElse(Applied.UNSAID) != Applied.NO,
                        key + " was made, and the failure says it was not");
            }
        });
    }
}
