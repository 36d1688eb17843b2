package io.microcdi.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.jgroups.logging.Log;
import org.jgroups.logging.LogFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A line that JGroups logs ends none of its tasks. */
class BoundedLogTest {

    private static final Logger REGISTRY = Logger.getLogger("io.microcdi.registry");

    private final List<LogRecord> lines = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(line);
        }

        @Override
        public void flush() {
            // nothing is buffered
        }

        @Override
        public void close() {
            // nothing is open
        }
    };

    @BeforeEach
    void listen() {
        REGISTRY.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        REGISTRY.removeHandler(handler);
    }

    private static Log log() throws Exception {
        return BoundedLog.during(new BoundedReports(), () -> LogFactory.getLog(BoundedLogTest.class));
    }

    private List<String> texts() {
        return lines.stream().map(line -> line.getMessage().replaceAll("^.*reports: ", "")).toList();
    }

    @Test
    void aWrongFormatIsLoggedAsItIs() throws Exception {
        log().warn("%d members of %s", "two", "x");
        log().error("100 % of %s", "x");
        assertThat(texts()).containsExactly("%d members of %s", "100 % of %s");
    }

    @Test
    void anArgumentWhoseTextFailsIsLeftOut() throws Exception {
        log().error("lost %s", new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("expected by this test");
            }
        });
        assertThat(texts()).containsExactly("lost %s");
    }

    @Test
    void aFailureKeepsItsTrace() throws Exception {
        IllegalStateException failure = new IllegalStateException("expected by this test");
        log().error("failed", failure);
        assertThat(texts()).containsExactly("failed");
        assertThat(lines.get(0).getThrown()).isSameAs(failure);
    }

    @Test
    void theTextOfAFailureForgesNoLine() throws Exception {
        log().warn("failed", new IllegalStateException("a\nb"));
        assertThat(lines.get(0).getThrown().toString()).doesNotContain("\n").contains("a\\nb");
    }
}
