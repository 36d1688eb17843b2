package io.microcdi.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.Receiver;
import org.jgroups.View;
import org.jgroups.stack.Protocol;
import org.jgroups.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.microcdi.internal.registry.Replication;

/** Members on this machine, with real sockets. */
@Tag("slow")
class JGroupsReplicationTest {

    private static final String SECRET = "a secret of the cluster";

    private final List<Runnable> listening = new ArrayList<>();

    @Test
    void membersTellEachOtherWhatTheyHaveAndWhatChanges() throws Exception {
        String addresses = Member.twoAddresses();
        try (Member one = Member.start(addresses, "")) {
            one.await(() -> one.replication().isSettled());
            for (int i = 1; i <= 1_200; i++) {
                one.replication().put(Member.entry(i, 0));
            }
            try (Member two = Member.start(addresses, "")) {
                two.await(() -> two.replication().isSettled() && two.all().size() == 1_200);
                assertThat(two.all().get("10.0.0.1:7")).isEqualTo(Member.entry(7, 0));
                assertThat(two.replication().members()).extracting(Replication.Member::url)
                        .containsExactly("ws://127.0.0.1:1", "ws://127.0.0.1:1");
                one.replication().put(Member.entry(7, 1));
                one.replication().remove(new Replication.Removal("payments", "10.0.0.1:8", "gone"));
                two.replication().put(Member.entry(5_000, 0));
                two.await(() -> two.all().get("10.0.0.1:7").standing().answers() == 1
                        && !two.all().containsKey("10.0.0.1:8"));
                one.await(() -> one.all().size() == 1);
                one.replication().calls("checkout payments true 10.0 0.0 1.0 2.0\n");
                two.await(() -> two.calls().values().stream().anyMatch(text -> text.startsWith("checkout payments")));
                one.replication().served(List.of("#payments 10.0.0.1:7 checkout 10.0 0.0 1.0 2.0\n"));
                two.await(() -> two.calls().values().stream().anyMatch(text -> text.startsWith("#payments")));
                one.replication().act("an act\n");
                two.await(() -> two.told().containsValue("an act\n"));
                one.replication().calls("");
                two.await(() -> two.calls().containsValue(""));
            }
            one.await(() -> one.lost() == 1 && one.replication().members().size() == 1);
        }
    }

    @Test
    void aMemberThatStartsAnewLearnsWhatTheOneBeforeHad() throws Exception {
        String addresses = Member.twoAddresses();
        try (Member one = Member.start(addresses, "")) {
            one.await(() -> one.replication().isSettled());
            try (Member two = Member.start(addresses, "")) {
                for (int i = 1; i <= 1_200; i++) {
                    two.replication().put(Member.entry(i, 0));
                }
                one.await(() -> one.all().size() == 1_200);
            }
            one.await(() -> one.lost() == 1);
            one.know(List.of("an act\n"));
            try (Member again = Member.start(addresses, "")) {
                again.await(() -> again.replication().isSettled());
                again.await(() -> again.told().containsValue("an act\n"));
                again.await(() -> again.orphaned() == 1_200);
            }
        }
    }

    @Test
    void aTaskThatFailsEndsNoThread() throws Exception {
        List<String> logged = lines("io.microcdi.registry");
        String addresses = Member.addresses(3);
        try (Member one = Member.start(addresses, "")) {
            one.await(() -> one.replication().isSettled());
            one.replication().put(Member.entry(1, 0));
            one.fail(new IllegalStateException("the registry fails"));
            try (Member two = Member.start(addresses, "")) {
                two.await(() -> logged.stream().anyMatch(line -> line.contains("MICRO002807")));
                two.await(() -> two.count() == 1);
                one.await(() -> one.replication().members().stream().noneMatch(each -> each.url().isEmpty()));
            }
            one.await(() -> one.replication().members().size() == 1);
            assertThat(one.lost()).isZero();
            one.fail(null);
            one.await(() -> one.lost() == 1);
            try (Member three = Member.start(addresses, "")) {
                three.await(() -> three.count() == 1 && three.replication().isSettled());
            }
            one.await(() -> one.lost() == 2);
        }
    }

    @Test
    void aRoundOfTheWriterThatFailsEndsNoThread() throws Exception {
        List<String> logged = lines("io.microcdi.registry");
        String addresses = Member.twoAddresses();
        try (Member one = Member.start(addresses, ""); Member two = Member.start(addresses, "")) {
            one.await(() -> one.replication().members().size() == 2 && one.replication().isSettled());
            one.replication().calls(null);
            one.await(() -> logged.stream().anyMatch(line -> line.contains("MICRO002807")));
            one.replication().calls("");
            one.replication().put(Member.entry(1, 0));
            two.await(() -> two.count() == 1);
        }
    }

    /** Here the exception cannot even be logged. */
    @Test
    void aThreadThatHasEndedIsAProblem() throws Exception {
        String addresses = Member.twoAddresses();
        try (Member one = Member.start(addresses, "")) {
            one.await(() -> one.replication().isSettled());
            assertThat(one.replication().problem()).isEmpty();
            one.fail(new UnspeakableException());
            try (Member two = Member.start(addresses, "")) {
                one.await(() -> one.replication().problem().isPresent());
                assertThat(one.replication().problem().get())
                        .isEqualTo("the thread micro-cluster of the cluster has ended");
                assertThat(two.replication().problem()).isEmpty();
            }
        }
    }

    private static final class UnspeakableException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new UnspeakableError();
        }
    }

    private static final class UnspeakableError extends Error {

        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw this;
        }
    }

    /** The replication requests a part again that the registry could not apply. */
    @Test
    void aChangeThatFailsIsNotLost() throws Exception {
        List<String> logged = lines("io.microcdi.registry");
        String addresses = Member.twoAddresses();
        try (Member one = Member.start(addresses, ""); Member two = Member.start(addresses, "")) {
            one.await(() -> one.replication().members().size() == 2 && one.replication().isSettled());
            two.await(() -> two.replication().members().size() == 2 && two.replication().isSettled());
            two.fail(new IllegalStateException("the registry fails"));
            one.replication().put(Member.entry(1, 0));
            two.await(() -> !two.replication().isSettled());
            two.fail(null);
            two.await(() -> two.count() == 1 && two.replication().isSettled());
            assertThat(logged).anyMatch(line -> line.contains("MICRO002807"));
        }
    }

    /** A message of what persons did that fails is lost, and is told with the whole again. */
    @Test
    void actsOfPersonsAreSentAgainIfSendingFails() throws Exception {
        String addresses = Member.twoAddresses();
        try (Member one = Member.start(addresses, ""); Member two = Member.start(addresses, "")) {
            one.await(() -> one.replication().members().size() == 2 && one.replication().isSettled());
            two.await(() -> two.replication().members().size() == 2 && two.replication().isSettled());
            one.know(List.of("an act\n"));
            two.fail(new IllegalStateException("the registry fails"));
            one.replication().act("an act\n");
            two.await(() -> !two.replication().isSettled());
            two.fail(null);
            two.await(() -> two.told().containsValue("an act\n") && two.replication().isSettled());
        }
    }

    /** Lets no message of its member pass while it is broken. */
    private static final class Line extends Protocol {

        private final AtomicInteger refused = new AtomicInteger();
        volatile boolean broken;

        @Override
        public Object down(Message message) {
            if (broken) {
                refused.incrementAndGet();
                throw new IllegalStateException("the line is broken");
            }
            return super.down(message);
        }
    }

    @Test
    void callsThatCouldNotBeSentAreSentAgainAndTheLogSaysSoOnceAMinute() throws Exception {
        List<String> logged = lines("io.microcdi.registry");
        String addresses = Member.twoAddresses();
        try (Member one = Member.start(addresses, ""); Member two = Member.start(addresses, "")) {
            one.await(() -> one.replication().members().size() == 2 && one.replication().isSettled());
            one.replication().calls("checkout payments true 10.0 0.0 1.0 2.0\n");
            two.await(() -> two.calls().values().stream().anyMatch(text -> text.startsWith("checkout payments")));
            Line line = new Line();
            channel(one).getProtocolStack().insertProtocolAtTop(line);
            long begun = System.nanoTime();
            line.broken = true;
            one.replication().served(List.of("#payments 10.0.0.1:7 checkout 10.0 0.0 1.0 2.0\n"));
            one.replication().calls("");
            // the digest, the calls and the report: the first three may belong to a round that began before
            one.await(() -> line.refused.get() >= 6);
            line.broken = false;
            long minutes = TimeUnit.NANOSECONDS.toMinutes(System.nanoTime() - begun);
            assertThat(logged).filteredOn(text -> text.startsWith("MICRO002803"))
                    .hasSizeBetween(1, 1 + (int) minutes);
            two.await(() -> two.history().contains("") && two.history().stream().anyMatch(
                    text -> text.startsWith("#payments")));
        }
    }

    /** Its member may be dead: no view would take it out again. */
    @Test
    void aMessageOfASenderThatIsNotInTheViewIsIgnored() throws Exception {
        try (Member one = Member.start(Member.twoAddresses(), "")) {
            one.await(() -> one.replication().isSettled());
            byte[] whole = new Codec(null).write(new Codec.Message(Codec.Kind.WHOLE, "127.0.0.1:1/a", "", "", 1, false,
                    List.of(Member.entry(1, 0)), List.of(), ""));
            receiver(one).receive(new BytesMessage(null, whole).setSrc(UUID.randomUUID()));
            assertThat(one.count()).isZero();
        }
    }

    /** The channel of a member, which nothing else needs from outside. */
    private static JChannel channel(Member member) throws ReflectiveOperationException {
        Receiver session = receiver(member);
        Field channel = session.getClass().getDeclaredField("channel");
        channel.setAccessible(true);
        return (JChannel) channel.get(session);
    }

    private static Receiver receiver(Member member) {
        return ((JGroupsReplication) member.replication()).receiver();
    }

    private static Message wholeOf(Address sender) throws Exception {
        byte[] whole = new Codec(null).write(new Codec.Message(Codec.Kind.WHOLE, "127.0.0.1:1/a", "", "", 1, false,
                List.of(Member.entry(1, 0)), List.of(), ""));
        return new BytesMessage(null, whole).setSrc(sender);
    }

    /** It may end later than the stop waits for it. */
    @Test
    void theChannelOfTheStartBeforeTellsThisOneNothing() throws Exception {
        try (Member one = Member.start(Member.twoAddresses(), "")) {
            one.await(() -> one.replication().isSettled());
            Receiver before = receiver(one);
            one.replication().stop();
            one.replication().start("ws://127.0.0.1:1", "token", one);
            one.await(() -> one.replication().isSettled());
            Address sender = UUID.randomUUID();
            before.viewAccepted(View.create(sender, 100, sender));
            before.receive(wholeOf(sender));
            assertThat(one.count()).isZero();
            assertThat(one.replication().members()).hasSize(1);
        }
    }

    /** The registry forgets all that it knew of the others as soon as this has stopped. */
    @Test
    void nothingIsToldAfterTheStop() throws Exception {
        try (Member one = Member.start(Member.twoAddresses(), "")) {
            one.await(() -> one.replication().isSettled());
            Address sender = UUID.randomUUID();
            Receiver receiver = receiver(one);
            receiver.viewAccepted(View.create(sender, 100, sender));
            Message whole = wholeOf(sender);
            Thread taking = new Thread(() -> receiver.receive(whole));
            Thread stopping = new Thread(one.replication()::stop);
            synchronized (one) {
                taking.start();
                awaitState(taking, Thread.State.BLOCKED);
                stopping.start();
                awaitState(stopping, Thread.State.BLOCKED, Thread.State.TERMINATED);
                assertThat(stopping.isAlive()).as("waits for what is being told").isTrue();
            }
            stopping.join();
            taking.join();
            receiver.receive(wholeOf(UUID.randomUUID()));
            receiver.receive(wholeOf(sender));
            assertThat(one.count()).isEqualTo(1);
        }
    }

    private static void awaitState(Thread thread, Thread.State... states) {
        while (!List.of(states).contains(thread.getState())) {
            Thread.onSpinWait();
        }
    }

    /** {@code -Dcluster.times=true} bounds the time, on a machine that does nothing else. */
    @Test
    void tenThousandEntriesAreEverywhereSoon() throws Exception {
        int count = 10_000;
        String addresses = Member.addresses(3);
        try (Member one = Member.start(addresses, ""); Member two = Member.start(addresses, "");
                Member three = Member.start(addresses, "")) {
            one.await(() -> one.replication().members().size() == 3 && one.replication().isSettled());
            long begun = System.nanoTime();
            for (int i = 1; i <= count; i++) {
                one.replication().put(Member.entry(i, 0));
            }
            double put = (System.nanoTime() - begun) / 1e9;
            two.await(() -> two.count() == count);
            three.await(() -> three.count() == count);
            double seconds = (System.nanoTime() - begun) / 1e9;
            System.out.printf("%d entries were put in %.2f s, and known to both others after %.2f s%n", count, put,
                    seconds);
            if (Boolean.getBoolean("cluster.times")) {
                assertThat(seconds).isLessThan(2);
            }
        }
    }

    @Test
    void membersWithTheSecretJoin() throws Exception {
        String addresses = Member.twoAddresses();
        try (Member one = Member.start(addresses, SECRET); Member two = Member.start(addresses, SECRET)) {
            one.replication().put(Member.entry(1, 0));
            two.await(() -> two.all().size() == 1);
        }
    }

    /** A stranger reaches the port of a cluster. It learns nothing, is no member, and the members go on. */
    @Test
    void strangersWithoutTheSecretAreRefused() throws Exception {
        List<String> network = lines("org.jgroups");
        List<String> registry = lines("io.microcdi.registry");
        List<CompletableFuture<Void>> strangers = List.of(stranger(""), stranger("another secret of a cluster"));
        for (CompletableFuture<Void> stranger : strangers) {
            stranger.get(3, TimeUnit.MINUTES);
        }
        assertThat(network).as("the words of JGroups itself").isEmpty();
        assertThat(registry).as("they are reported, within a bound").anyMatch(line -> line.contains("MICRO002808"))
                .hasSizeLessThan(100);
    }

    private static CompletableFuture<Void> stranger(String wrong) {
        CompletableFuture<Void> refused = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                assertStrangerIsRefused(wrong);
                refused.complete(null);
            } catch (Throwable failure) {
                refused.completeExceptionally(failure);
            }
        }, "stranger");
        thread.start();
        return refused;
    }

    private static void assertStrangerIsRefused(String wrong) throws Exception {
        String addresses = Member.twoAddresses();
        try (Member one = Member.start(addresses, SECRET)) {
            one.await(() -> one.replication().isSettled());
            one.replication().put(Member.entry(1, 0));
            try (Member stranger = Member.start(addresses, wrong)) {
                long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(8);
                stranger.await(() -> System.nanoTime() - until > 0 || !stranger.all().isEmpty());
                assertThat(stranger.all()).isEmpty();
                assertThat(one.replication().members()).hasSize(1);
            }
        }
    }

    private List<String> lines(String category) {
        LogLines log = new LogLines(category);
        listening.add(log::close);
        return log.lines();
    }

    @AfterEach
    void stopListening() {
        listening.forEach(Runnable::run);
    }

    @Test
    void aPutDoesNotWaitForACluster() throws Exception {
        try (Member alone = Member.start(Member.twoAddresses(), "")) {
            long before = System.nanoTime();
            for (int i = 1; i <= 10_000; i++) {
                alone.replication().put(Member.entry(i, 0));
            }
            assertThat(System.nanoTime() - before).isLessThan(TimeUnit.SECONDS.toNanos(20));
        }
    }
}
