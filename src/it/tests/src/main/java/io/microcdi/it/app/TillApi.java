package io.microcdi.it.app;

import io.microcdi.annotation.Metadata;
import io.microcdi.annotation.Route;
import io.microcdi.annotation.RouteParam;

/** The routes of a till, which its service and its callers share. */
@Route("/till")
public interface TillApi {

    /** Returns the text, the path's and that beside the payload. */
    @Route("/echo/{name}")
    String echo(String text, @RouteParam("name") String name, @Metadata("tenant") String tenant);

    /** Fails twice for each key, and returns how often it was called. */
    @Route("/flaky/{key}")
    int flaky(@RouteParam("key") String key);

    /** Answers after some milliseconds, unless it is stopped. */
    @Route("/slow")
    String slow(long millis);

    /** Always fails. */
    @Route("/broken")
    String broken();

    /** Returns how often {@link #slow} was stopped. */
    @Route("/stopped")
    int stopped();
}
