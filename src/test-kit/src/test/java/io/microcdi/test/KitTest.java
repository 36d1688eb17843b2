package io.microcdi.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import javax.management.ObjectName;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

import io.microcdi.test.cases.CalleeSettingCase;
import io.microcdi.test.cases.FailingCase;
import io.microcdi.test.cases.OwnNodeCase;
import io.microcdi.test.cases.RegistryCase;
import io.microcdi.test.cases.SharedNothingCase;
import io.microcdi.test.cases.WrongFieldCase;
import io.microcdi.test.cases.WrongSettingCase;

/** The kit as JUnit runs it: a wrong verification fails, and tests share nothing. */
@Isolated
@Timeout(120)
class KitTest {

    @Test
    void everyWrongVerificationFails() {
        EngineExecutionResults results = run(FailingCase.class, false);
        results.testEvents().assertStatistics(all -> all.started(5).failed(5));
    }

    @Test
    void theMessageOfAVerificationListsTheRequestsAndTheScriptedRoutes() {
        List<String> messages = run(FailingCase.class, false).testEvents().failed().stream().map(KitTest::message)
                .toList();
        assertThat(messages).anySatisfy(message -> assertThat(message)
                .startsWith("expected 2 requests for /charge at the fake of payments, and there was 1\n")
                .contains("\n  /charge 12, from test to 127.0.0.1:40001, at 0 ms\n")
                .endsWith("\n  scripted: /charge, /receipts/{id}"));
        assertThat(messages).anySatisfy(message -> assertThat(message)
                .startsWith("expected 1 request for /charge at the fake of payments, and there were 2\n"));
        assertThat(messages).anySatisfy(message -> assertThat(message)
                .startsWith("expected 0 requests for /charge at the fake of payments, and there was 1\n"));
        assertThat(messages).anySatisfy(message -> assertThat(message).contains("\n  no request came at all\n")
                .endsWith("\n  scripted: no route: script one by when(…)"));
        assertThat(messages).anySatisfy(message -> assertThat(message)
                .contains("no route /refund in the fake of payments, which has /charge"));
    }

    @Test
    void testsShareNothing() {
        run(SharedNothingCase.class, false).testEvents()
                .assertStatistics(all -> all.started(SharedNothingCase.RUNS).succeeded(SharedNothingCase.RUNS));
    }

    @Test
    void testsRunInParallel() {
        SharedNothingCase.THREADS.clear();
        SharedNothingCase.meeting = new CountDownLatch(2);
        try {
            run(SharedNothingCase.class, true).testEvents()
                    .assertStatistics(all -> all.started(SharedNothingCase.RUNS).succeeded(SharedNothingCase.RUNS));
        } finally {
            SharedNothingCase.meeting = new CountDownLatch(0);
        }
        assertThat(SharedNothingCase.THREADS).hasSizeGreaterThan(1);
    }

    @Test
    void aWrongSettingFailsTheTest() {
        assertThat(run(WrongSettingCase.class, false).testEvents().failed().stream().map(KitTest::message))
                .containsExactly("setting \"micro.retrys\": there is no such key");
    }

    @Test
    void aSettingOfOneCalleeOrRouteFailsTheTestByItsOwnMessage() {
        assertThat(run(CalleeSettingCase.class, false).testEvents().failed().stream().map(KitTest::message))
                .singleElement().asString()
                .startsWith(
                        "setting \"micro.client.payments.request-timeout\": a key of one callee or route cannot be set")
                .contains("micro.request-timeout=1s").contains("system property");
    }

    @Test
    void aWrongTypeFailsTheTest() {
        assertThat(run(WrongFieldCase.class, false).testEvents().failed().stream().map(KitTest::message))
                .containsExactly("@FakeService is at the field payments of type java.lang.String: expected"
                        + " io.microcdi.test.Fake");
    }

    @Test
    void aRegistryRunsForTheTestsOfAClassAndEndsAfterThem() {
        System.setProperty("micro.registry.url", "ws://before:1");
        try {
            run(RegistryCase.class, false).testEvents().assertStatistics(all -> all.started(2).succeeded(2));
            assertThat(System.getProperty("micro.registry.url")).isEqualTo("ws://before:1");
        } finally {
            System.clearProperty("micro.registry.url");
        }
        int port = URI.create(RegistryCase.last).getPort();
        assertThatThrownBy(() -> new Socket("127.0.0.1", port).close()).as("nothing listens at the port")
                .isInstanceOf(java.io.IOException.class);
    }

    @Test
    void aNodeOfATestEndsWithIt() throws Exception {
        run(OwnNodeCase.class, false).testEvents().assertStatistics(all -> all.started(1).succeeded(1));
        assertThat(OwnNodeCase.node.isRegistered()).isFalse();
        assertThat(ManagementFactory.getPlatformMBeanServer()
                .queryNames(new ObjectName("io.microcdi:type=Node,name=" + OwnNodeCase.NAMESPACE + ",*"), null))
                .isEmpty();
    }

    private static EngineExecutionResults run(Class<?> tests, boolean parallel) {
        return EngineTestKit.engine("junit-jupiter").selectors(selectClass(tests))
                .configurationParameter("junit.jupiter.execution.parallel.enabled", Boolean.toString(parallel))
                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "4").execute();
    }

    private static String message(Event failed) {
        return failed.getRequiredPayload(org.junit.platform.engine.TestExecutionResult.class).getThrowable()
                .orElseThrow().getMessage();
    }
}
