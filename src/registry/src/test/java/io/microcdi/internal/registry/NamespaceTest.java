package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.link.Link;
import io.microcdi.registry.InstanceView;

class NamespaceTest {

    private final Namespace namespace = new Namespace();
    private final Random random = new Random(5);

    /** The numbers are kept, not counted when somebody asks: they must be those of the instances whatever happens. */
    @Test
    void theNumbersAreThoseOfTheInstances() {
        OperatorHold drain = new OperatorHold(true, "ada", Instant.EPOCH, null);
        OperatorHold eject = new OperatorHold(false, "ada", Instant.EPOCH, null);
        for (int i = 1; i <= 4; i++) {
            namespace.add(Instances.make("payments", i));
        }
        assertNumbers(4, 0, 0);
        namespace.hold("10.1.0.1:9000", drain);
        namespace.hold("10.1.0.2:9000", eject);
        namespace.hold("10.1.0.3:9000", eject);
        assertNumbers(4, 2, 1);
        namespace.hold("10.1.0.1:9000", eject);
        namespace.hold("10.1.0.2:9000", null);
        assertNumbers(4, 2, 0);
        Instance gone = namespace.get("10.1.0.3:9000");
        namespace.remove(gone);
        namespace.remove(gone);
        assertNumbers(3, 1, 0);
        Instance held = Instances.make("payments", 5);
        held.hold(drain);
        namespace.add(held);
        assertNumbers(4, 1, 1);
        assertThat(namespace.details(0)).extracting(each -> each.view().key())
                .containsExactlyInAnyOrderElementsOf(namespace.view().stream().map(InstanceView::key).toList());
    }

    private void assertNumbers(int instances, int ejected, int draining) {
        NamespaceSummary summary = namespace.summary("payments");
        assertThat(List.of(summary.instances(), summary.basic(), summary.ejected(), summary.draining()))
                .containsExactly(instances, instances, ejected, draining);
    }

    /** A page of 10,000 instances takes a while; finds, joins and leaves go on meanwhile. */
    @Test
    void listingInstancesHoldsNoLock() throws Exception {
        CountDownLatch listing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        namespace.add(new SlowInstance(InstanceKey.of("10.1.0.1", 9000, ""), listing, goOn));
        CompletableFuture<List<InstanceDetail>> list = CompletableFuture
                .supplyAsync(() -> namespace.details(0).toList());
        listing.await();
        try {
            assertThat(CompletableFuture.supplyAsync(namespace::size).get(30, TimeUnit.SECONDS)).isEqualTo(1);
        } finally {
            goOn.countDown();
        }
        assertThat(list.get(30, TimeUnit.SECONDS)).hasSize(1);
    }

    @Test
    void aPartOfTheListMakesNoViewOfTheOtherInstances() throws Exception {
        CountDownLatch made = new CountDownLatch(100);
        CountDownLatch goOn = new CountDownLatch(0);
        for (int i = 0; i < 100; i++) {
            namespace.add(new SlowInstance(InstanceKey.of("10.1.0.1", 9_000 + i * 37 % 100, ""), made, goOn));
        }
        assertThat(namespace.details(0, "10.1.0.1:9049", 3)).extracting(each -> each.view().key())
                .containsExactly("10.1.0.1:9050", "10.1.0.1:9051", "10.1.0.1:9052");
        assertThat(made.getCount()).isEqualTo(97);
        assertThat(namespace.details(0, "", 1)).extracting(each -> each.view().key())
                .containsExactly("10.1.0.1:9000");
        assertThat(namespace.details(0, "10.1.0.1:9098", 9)).hasSize(1);
        assertThat(namespace.details(0, "10.1.0.1:9099", 9)).isEmpty();
    }

    @Test
    void aNodeOfTheSecondDialectIsSentToTheLastOfItsKindThatCame() {
        Instance first = Instances.ofSecondDialect("agents", 1);
        Instance second = Instances.ofSecondDialect("agents", 2);
        namespace.add(second);
        namespace.add(first);
        namespace.add(Instances.make("agents", 3));
        assertThat(namespace.where(random)).isSameAs(second);
        namespace.remove(second);
        assertThat(namespace.where(random)).isSameAs(first);
        namespace.remove(first);
        assertThat(namespace.where(random)).isSameAs(namespace.get("10.1.0.3:9000"));
    }

    @Test
    void aNodeOfTheSecondDialectIsSentToNoneThatNeedsAPath() {
        namespace.add(Instances.make("agents", 3, "/agents"));
        assertThat(namespace.where(random)).isNull();
    }

    @Test
    void hostAndPortExcludeWhatHasAPathThereAndWhatHasNone() {
        namespace.add(Instances.make("payments", 1));
        namespace.add(Instances.make("payments", 1, "/blue"));
        namespace.add(Instances.make("payments", 1, "/green"));
        namespace.add(Instances.make("payments", 2, "/green"));
        assertThat(draw("10.1.0.1:9000")).isSameAs(namespace.get("10.1.0.2:9000/green"));
        assertThat(draw("10.1.0.2:9000", "10.1.0.1:9000/blue", "10.1.0.1:9000/green"))
                .isSameAs(namespace.get("10.1.0.1:9000"));
        assertThat(draw("10.1.0.1:9000", "10.1.0.2:9000/green", "10.1.0.2:9000")).isNull();
    }

    @Test
    void anInstanceThatLeftIsNotFoundAndExcludesNone() {
        Instance blue = Instances.make("payments", 1, "/blue");
        Instance green = Instances.make("payments", 1, "/green");
        namespace.add(blue);
        namespace.add(green);
        namespace.remove(blue);
        namespace.remove(blue);
        assertThat(namespace.size()).isEqualTo(1);
        assertThat(draw("10.1.0.1:9000/blue")).isSameAs(green);
        assertThat(draw("10.1.0.1:9000")).isNull();
        namespace.remove(green);
        assertThat(namespace.all()).isEmpty();
        assertThat(draw()).isNull();
    }

    @Test
    void anInstanceThatCameAfterOneOfTheSameKeyIsNotRemovedWithIt() {
        Instance former = Instances.make("payments", 1);
        Instance present = Instances.make("payments", 1);
        namespace.add(former);
        namespace.remove(former);
        namespace.add(present);
        namespace.remove(former);
        assertThat(namespace.all()).containsExactly(present);
    }

    private Instance draw(String... excluded) {
        return namespace.draw(random, true, List.of(excluded));
    }

    /** An instance whose description takes long. */
    private static final class SlowInstance extends Instance {

        private final CountDownLatch listing;
        private final CountDownLatch goOn;

        SlowInstance(InstanceKey key, CountDownLatch listing, CountDownLatch goOn) {
            super("payments", key, Instant.EPOCH);
            this.listing = listing;
            this.goOn = goOn;
        }

        @Override
        InstanceDetail detail(long now) {
            listing.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return new InstanceDetail(namespace(), view(), "", null, null);
        }

        @Override
        InstanceView view() {
            return new InstanceView(key().toString(), key().host(), key().port(), "", since(), since(), false, 1, 0, "",
                    Set.of(), "", "");
        }

        @Override
        Replication.Standing standing() {
            throw new AssertionError("no cluster");
        }

        @Override
        boolean isSecondDialect() {
            return false;
        }

        @Override
        boolean isVersioned() {
            return false;
        }

        @Override
        boolean isPlain() {
            return true;
        }

        @Override
        String zone() {
            return "";
        }

        @Override
        String members() {
            return "";
        }

        @Override
        Link link() {
            return null;
        }

        @Override
        String remote() {
            return null;
        }

        @Override
        void countForwarded() {
            // nobody calls it
        }
    }
}
