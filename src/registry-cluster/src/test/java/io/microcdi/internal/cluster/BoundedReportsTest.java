package io.microcdi.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ProtocolException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Strangers cannot fill the log, and hide no other report. */
class BoundedReportsTest {

    private static final int FLOOD = 1_000;
    private static final int MAX_LINES = 60;

    private final BoundedReports reports = new BoundedReports();
    private final LogLines log = new LogLines("io.microcdi.registry");

    @AfterEach
    void stopListening() {
        log.close();
    }

    private static void flood(BoundedReports reports) {
        for (int i = 0; i < FLOOD; i++) {
            reports.refused("/10.0.0.9:" + i, new ProtocolException("no registry"));
        }
    }

    @Test
    void refusalsAreBounded() {
        flood(reports);
        assertThat(log.lines()).hasSizeLessThanOrEqualTo(2 * MAX_LINES).hasSizeLessThan(FLOOD / 2)
                .allMatch(line -> line.startsWith("MICRO002808"));
    }

    @Test
    void strangersAtOneMemberHideNoRefusalOfAnother() {
        flood(reports);
        new BoundedReports().refused("/10.0.0.8:1", new ProtocolException("another secret"));
        assertThat(log.lines()).anyMatch(line -> line.contains("/10.0.0.8:1: another secret"));
    }

    @Test
    void strangersHideNoReportOfTheNetwork() {
        flood(reports);
        reports.network("no route to 10.0.0.2", null);
        assertThat(log.lines()).anyMatch(line -> line.contains("no route to 10.0.0.2"));
    }
}
