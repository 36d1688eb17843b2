package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

class NamespaceTest {

    private final Namespace namespace = new Namespace();
    private final Random random = new Random(5);

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
    void whatWentIsNeitherFoundNorExcludesAnybody() {
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
}
