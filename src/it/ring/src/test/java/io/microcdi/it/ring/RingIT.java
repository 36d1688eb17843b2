package io.microcdi.it.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.microcdi.it.ring.app.Visit;

/** One nested call goes from server to server: each handler calls the next and waits for its answer. */
@Tag("slow")
class RingIT {
    private static final Duration STARTED = Duration.ofMinutes(5);
    /** The first call through all of them loads their classes. */
    private static final Duration MET = Duration.ofMinutes(2);
    /** Less than what a handler has where nobody says more, so that it is seen whether it is passed on. */
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private static final Processes PROCESSES = new Processes();
    private static final Gateway GATEWAY = new Gateway();

    @BeforeAll
    static void start() throws Exception {
        PROCESSES.start();
        GATEWAY.await(Processes.NAMES, STARTED, PROCESSES::check);
        meet("wildfly", "payara6", "liberty", "tomcat", "se", "wildfly");
    }

    /** Opens the links. A request that is sent before the hello of the other end has no deadline: wire, Connecting. */
    private static void meet(String... names) throws Exception {
        HttpResponse<String> answer = GATEWAY.call(names[0], "/hop", MET, journey("", List.of(names), false));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        PROCESSES.close();
    }

    @Test
    void aroundAllServersAndJavaSe() throws Exception {
        assertOneNestedCall("wildfly", "payara6", "liberty", "tomcat", "se", "wildfly");
    }

    @Test
    void theOtherWayRound() throws Exception {
        assertOneNestedCall("wildfly", "se", "tomcat", "liberty", "payara6", "wildfly");
    }

    /** So that the calls of this class go over links that are proved. */
    @Test
    void nobodyEntersTheRingWithoutAToken() throws Exception {
        for (String name : Processes.NAMES) {
            String path = name.equals("se") ? "" : "/" + name;
            URI stranger = URI.create("ws://127.0.0.1:" + Processes.port(name) + path + "/127.0.0.1/9/stranger");
            assertThat(HttpClient.newHttpClient().newWebSocketBuilder()
                    .buildAsync(stranger, new WebSocket.Listener() {
                    })).as(name).failsWithin(TIMEOUT).withThrowableThat()
                    .havingCause().isInstanceOfSatisfying(WebSocketHandshakeException.class,
                            refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(401));
        }
    }

    @Test
    void fromWildFlyToPayaraAndBack() throws Exception {
        assertOneNestedCall("wildfly", "payara6", "wildfly");
    }

    @Test
    void fromPayaraToWildFlyAndBack() throws Exception {
        assertOneNestedCall("payara6", "wildfly", "payara6");
    }

    /** Nobody waits longer than who asked first: when that one has given up, the last handler has been told. */
    @Test
    void theFirstDeadlineEndsTheLastHandler() throws Exception {
        Duration timeout = Duration.ofSeconds(10);
        List<String> stops = List.of("wildfly", "payara6", "liberty", "tomcat", "se");
        assertOneNestedCall(stops.toArray(String[]::new));
        String id = UUID.randomUUID().toString();

        HttpResponse<String> answer = GATEWAY.call(stops.get(0), "/hop", timeout, journey(id, stops, true));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(504);
        Visit last = GATEWAY.visit(GATEWAY.call("se", "/stayed", TIMEOUT, "null"));

        assertThat(last.getCorrelationId()).isEqualTo(id);
        assertThat(last.getRemaining()).isBetween(1L, timeout.toMillis());
        assertThat(last.getElapsed()).isLessThan(timeout.plusSeconds(20).toMillis());
    }

    private static void assertOneNestedCall(String... names) throws Exception {
        List<String> stops = List.of(names);
        String id = UUID.randomUUID().toString();
        long begun = System.nanoTime();

        HttpResponse<String> answer = GATEWAY.call(stops.get(0), "/hop", TIMEOUT, journey(id, stops, false),
                Processes.tokenOf("ann"));
        long took = (System.nanoTime() - begun) / 1_000_000;

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        List<Visit> visits = GATEWAY.visits(answer);
        System.out.printf("%s in %d ms: %s%n", String.join(" -> ", stops), took, visits.stream()
                .map(visit -> visit.getName() + " " + visit.getRemaining() + " ms left").collect(Collectors.toList()));
        assertThat(visits).extracting(Visit::getName).containsExactlyElementsOf(stops);
        assertThat(visits).extracting(Visit::getCaller).containsExactlyElementsOf(
                Stream.concat(Stream.of("registry"), stops.subList(0, stops.size() - 1).stream()).toList());
        assertThat(visits).extracting(Visit::getCorrelationId).containsOnly(id);
        assertThat(visits).extracting(Visit::getUser).as("each node has verified the token").containsOnly("ann");
        assertThat(visits).extracting(Visit::getRemaining).allSatisfy(
                remaining -> assertThat(remaining).isBetween(1L, TIMEOUT.toMillis()))
                .isSortedAccordingTo((one, next) -> Long.compare(next, one));
        assertThat(visits).extracting(Visit::getElapsed)
                .as("a caller waits for the called instance")
                .isSortedAccordingTo((one, next) -> Long.compare(next, one));
    }

    private static String journey(String correlationId, List<String> stops, boolean stay) {
        String rest = stops.stream().skip(1).map(stop -> '"' + stop + '"').collect(Collectors.joining(","));
        return "{\"_correlationId\":\"" + correlationId + "\",\"stops\":[" + rest + "],\"stay\":" + stay + "}";
    }
}
